// Where the local server is that the scripts beside this one speak to.

export const { BASE_URL } = process.env;

if (!BASE_URL) {
  console.error("BASE_URL is not set: start a local server, as with_server.sh does");
  process.exit(1);
}
