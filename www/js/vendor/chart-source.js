// The parts of Chart.js the page uses; the build bundles them into chart.js beside this file.
export { Chart } from 'chart.js';
import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip } from 'chart.js';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);
