// A worker that works a while and then reports as its environment tells it to; without an endpoint there, to nobody.
//   otlp_worker MILLISECONDS [FILE]   FILE: what it posts to /v1/metrics, in protobuf
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int send_all(int connection, const char* bytes, size_t size) {
  while (size > 0) {
    const ssize_t sent = send(connection, bytes, size, MSG_NOSIGNAL);
    if (sent < 0) return -1;
    bytes += sent;
    size -= (size_t)sent;
  }
  return 0;
}

static size_t read_file(const char* path, char* bytes, size_t room) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  const ssize_t size = file < 0 ? -1 : read(file, bytes, room);
  if (file >= 0) close(file);
  return size < 0 ? 0 : (size_t)size;
}

static int post(const char* endpoint, const char* headers, const char* path) {
  static char body[1 << 20];
  unsigned port = 0;
  char prefix[64] = "";
  if (sscanf(endpoint, "http://127.0.0.1:%u/%63s", &port, prefix) < 1) return -1;
  const size_t size = read_file(path, body, sizeof body);
  const char* token = strchr(headers, '=');
  char head[512];
  const int length = snprintf(head, sizeof head,
                              "POST /%s/v1/metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nx-perfbench-token: %s\r\n"
                              "Content-Type: application/x-protobuf\r\nContent-Length: %zu\r\n\r\n",
                              prefix, token == NULL ? "" : token + 1, size);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connection < 0 || connect(connection, (const struct sockaddr*)&address, sizeof address) != 0) return -1;
  char answer[512] = "";
  if (send_all(connection, head, (size_t)length) != 0 || send_all(connection, body, size) != 0) return -1;
  if (recv(connection, answer, sizeof answer - 1, 0) <= 0) return -1;
  return strncmp(answer, "HTTP/1.1 200 ", 13) == 0 ? 0 : -1;
}

int main(int argc, char** argv) {
  const int64_t begin = now_ns();
  if (argc < 2 || argc > 3) {
    fputs("usage: otlp_worker MILLISECONDS [FILE]\n", stderr);
    return 2;
  }
  while (now_ns() - begin < (int64_t)atol(argv[1]) * 1000000) {
  }
  const char* endpoint = getenv("OTEL_EXPORTER_OTLP_ENDPOINT");
  const char* headers = getenv("OTEL_EXPORTER_OTLP_HEADERS");
  if (argc == 2 || endpoint == NULL || headers == NULL) return 0;
  if (post(endpoint, headers, argv[2]) == 0) return 0;
  fputs("otlp_worker: what it posted was not taken\n", stderr);
  return 1;
}
