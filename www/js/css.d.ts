// A style sheet as text: the build puts it in.
declare module '*.css' {
  const text: string;
  export default text;
}
