// How Vitest runs the same tests: in jsdom, with the words of Jest.

export default {
  test: {
    environment: "jsdom",
    environmentOptions: { jsdom: { url: "https://mail.example.org/owa/" } },
    globals: true,
  },
};
