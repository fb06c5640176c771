/* The physical limit: what carrying a stream from a model's server to a WebSocket costs a program that does nothing else.

   One thread, epoll. It grants every WebSocket, sends each message it gets upstream as the body of a request, and copies each
   chunk of the answer (RFC 9112 §7.1) into a text frame, unread. It keeps no session, no journal and no history, parses
   neither events nor JSON, and trusts both sides. One read makes one write, however many frames that is.

   usage: BenchRelay UPSTREAM_PORT [--libcurl]

   With --libcurl, libcurl makes the requests and reads the answers: the limit for a program that leaves HTTP to it. Prints the
   port it listens on; ends when its standard input does. */

#include "relay.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static int epoll_fd;
static int uses_libcurl;
static struct sockaddr_in upstream_address;
static struct pair *over;
char out[OUT_SIZE];

void watch(struct end *end, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = end};
    epoll_ctl(epoll_fd, operation, end->fd, &event);
}

void finish(struct pair *pair) {
    if (pair->is_over) return;
    pair->is_over = 1;
    pair->next_over = over;
    over = pair;
}

static void free_finished(void) {
    while (over) {
        struct pair *pair = over;
        over = pair->next_over;
        close(pair->client.fd);
        if (pair->upstream.fd >= 0) close(pair->upstream.fd);
        if (pair->transfer) curl_forget(pair);
        free(pair->unsent);
        free(pair);
    }
}

static void without_delay(int fd) {
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

/* Sends to the client; what it does not take waits, and upstream is not read until it is gone. */
void send_client(struct pair *pair, const char *bytes, size_t size) {
    ssize_t sent = send(pair->client.fd, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) return finish(pair);
    if (sent < 0) sent = 0;
    if ((size_t)sent == size) return;
    pair->unsent_size = size - sent;
    pair->unsent = malloc(pair->unsent_size);
    memcpy(pair->unsent, bytes + sent, pair->unsent_size);
    watch(&pair->client, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
    if (pair->upstream.fd >= 0) watch(&pair->upstream, EPOLL_CTL_MOD, 0);
}

static void send_unsent(struct pair *pair) {
    char *bytes = pair->unsent;
    size_t size = pair->unsent_size;
    if (!bytes) return;
    pair->unsent = NULL;
    watch(&pair->client, EPOLL_CTL_MOD, EPOLLIN);
    if (pair->upstream.fd >= 0) watch(&pair->upstream, EPOLL_CTL_MOD, EPOLLIN);
    send_client(pair, bytes, size);
    free(bytes);
}

/* Accepts everybody. The key is the one of RFC 6455 §1.3, which the benchmark's client uses as well. */
static void shake_hands(struct pair *pair) {
    static const char answer[] =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    char *end = memmem(pair->request, pair->request_held, "\r\n\r\n", 4);
    if (!end) return;
    pair->is_open = 1;
    pair->request_held = 0;
    send_client(pair, answer, sizeof answer - 1);
}

/* Sends a message upstream, over the pair's own connection. */
static void ask(struct pair *pair, const char *message, size_t size) {
    if (pair->upstream.fd < 0) {
        pair->upstream.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(pair->upstream.fd, (struct sockaddr *)&upstream_address, sizeof upstream_address) < 0)
            return finish(pair);
        without_delay(pair->upstream.fd);
        watch(&pair->upstream, EPOLL_CTL_ADD, EPOLLIN);
    }
    char request[8192];
    int length = snprintf(request, sizeof request,
                          "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                          "Content-Length: %zu\r\n\r\n%.*s", size, (int)size, message);
    pair->in_body = 0;
    pair->held = 0;
    if (send(pair->upstream.fd, request, length, MSG_NOSIGNAL) != length) finish(pair);
}

/* Takes one masked frame from the client (RFC 6455 §5.2); one of another kind than text ends the pair. */
static void take_frame(struct pair *pair) {
    unsigned char *frame = (unsigned char *)pair->request;
    if (pair->request_held < 6) return;
    if ((frame[0] & 0x0F) != 1) return finish(pair);
    size_t size = frame[1] & 0x7F, start = 6;
    if (size == 126) {
        size = (size_t)frame[2] << 8 | frame[3];
        start = 8;
    }
    if (start + size > sizeof pair->request) return finish(pair);
    if (pair->request_held < start + size) return;
    for (size_t i = 0; i < size; i++) frame[start + i] ^= frame[start - 4 + i % 4];
    uses_libcurl ? curl_ask(pair, pair->request + start, size) : ask(pair, pair->request + start, size);
    pair->request_held = 0;
}

static void read_client(struct pair *pair) {
    ssize_t count = recv(pair->client.fd, pair->request + pair->request_held, sizeof pair->request - pair->request_held,
                         MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) return finish(pair);
    pair->request_held += count;
    pair->is_open ? take_frame(pair) : shake_hands(pair);
}

size_t write_frame(char *at, const char *payload, size_t size) {
    size_t head = size < 126 ? 2 : 4;
    at[0] = (char)0x81;
    if (size < 126) {
        at[1] = (char)size;
    } else {
        at[1] = 126;
        at[2] = (char)(size >> 8);
        at[3] = (char)size;
    }
    memcpy(at + head, payload, size);
    return head + size;
}

static void read_upstream(struct pair *pair) {
    if (pair->unsent) return;
    ssize_t count = recv(pair->upstream.fd, pair->in + pair->held, READ_SIZE, MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) return finish(pair);
    char *at = pair->in, *end = pair->in + pair->held + count;
    size_t written = 0;
    if (!pair->in_body) {
        char *head_end = memmem(at, end - at, "\r\n\r\n", 4);
        if (head_end) {
            pair->in_body = 1;
            at = head_end + 4;
        }
    }
    while (pair->in_body) {
        char *line_end = memchr(at, '\n', end - at);
        if (!line_end) break;
        size_t size = strtoul(at, NULL, 16);
        if ((size_t)(end - line_end) < 1 + size + 2) break;
        if (size > 0xFFFF) return finish(pair);
        if (size > 0) written += write_frame(out + written, line_end + 1, size);
        at = line_end + 1 + size + 2;
    }
    pair->held = end - at;
    if (pair->held > IN_SIZE - READ_SIZE) return finish(pair);
    memmove(pair->in, at, pair->held);
    if (written > 0) send_client(pair, out, written);
}

static void take_connection(int listener) {
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0) return;
    struct pair *pair = calloc(1, sizeof *pair);
    pair->client = (struct end){fd, pair};
    pair->upstream = (struct end){-1, pair};
    without_delay(fd);
    watch(&pair->client, EPOLL_CTL_ADD, EPOLLIN);
}

static int listen_on_loopback(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (bind(listener, (struct sockaddr *)&address, size) < 0 || listen(listener, 4096) < 0) return -1;
    getsockname(listener, (struct sockaddr *)&address, &size);
    printf("relay listens on port %d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

int main(int count, char **arguments) {
    uses_libcurl = count == 3 && strcmp(arguments[2], "--libcurl") == 0;
    if (count != 2 && !uses_libcurl) {
        fprintf(stderr, "usage: BenchRelay UPSTREAM_PORT [--libcurl]\n");
        return 64;
    }
    upstream_address = (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(atoi(arguments[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (uses_libcurl) curl_begin(atoi(arguments[1]));
    int listener = listen_on_loopback();
    if (listener < 0) return 71;
    struct end listening = {listener, NULL}, parent = {STDIN_FILENO, NULL};
    watch(&listening, EPOLL_CTL_ADD, EPOLLIN);
    watch(&parent, EPOLL_CTL_ADD, EPOLLIN);
    struct epoll_event events[256];
    while (1) {
        int ready = epoll_wait(epoll_fd, events, 256, uses_libcurl ? curl_wait_limit() : -1);
        for (int i = 0; i < ready; i++) {
            struct end *end = events[i].data.ptr;
            struct pair *pair = end->pair;
            if (end == &parent) {
                return 0;
            } else if (end == &listening) {
                take_connection(listener);
            } else if (!pair) {
                curl_ready(end->fd, events[i].events);
            } else if (pair->is_over) {
                continue;
            } else if (end == &pair->upstream) {
                read_upstream(pair);
            } else {
                if (events[i].events & EPOLLOUT) send_unsent(pair);
                if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_client(pair);
            }
        }
        if (uses_libcurl) curl_round_ends();
        free_finished();
    }
}
