// How Jest runs the tests of a page: native modules, in jsdom.

export default {
  testEnvironment: "jsdom",
  testEnvironmentOptions: { url: "https://mail.example.org/owa/" },
  setupFiles: ["<rootDir>/jest.setup.js"],
  transform: {},
};
