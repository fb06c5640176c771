/* The relay's upstream half by libcurl: one multi handle, driven by the relay's epoll. Nothing is set that is not needed. */

#include "relay.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>

static CURLM *multi;
static char url[64];
static struct curl_slist *headers;
/* When libcurl wants to be called although no socket is ready, in milliseconds; -1 for never. */
static long deadline = -1;
/* Whose frames are in `out`. */
static struct pair *writing;
static size_t written;

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int watch_socket(CURL *easy, curl_socket_t socket, int what, void *context, void *known) {
    (void)easy, (void)context;
    struct end *end = known;
    if (what == CURL_POLL_REMOVE) {
        watch(end, EPOLL_CTL_DEL, 0);
        free(end);
        return 0;
    }
    if (!end) {
        end = calloc(1, sizeof *end);
        end->fd = socket;
        curl_multi_assign(multi, socket, end);
    }
    watch(end, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD,
          (what & CURL_POLL_IN ? EPOLLIN : 0) | (what & CURL_POLL_OUT ? EPOLLOUT : 0));
    return 0;
}

static int set_timer(CURLM *handle, long milliseconds, void *context) {
    (void)handle, (void)context;
    deadline = milliseconds < 0 ? -1 : now() + milliseconds;
    return 0;
}

static void send_written(void) {
    struct pair *pair = writing;
    size_t size = written;
    writing = NULL;
    written = 0;
    if (size > 0 && !pair->is_over) send_client(pair, out, size);
}

/* libcurl hands a chunked body out chunk by chunk. */
static size_t take_chunk(char *bytes, size_t size, size_t count, void *context) {
    struct pair *pair = context;
    if (pair->is_over || pair->unsent) return size * count;
    if (writing != pair || written + size * count + 4 > OUT_SIZE) send_written();
    writing = pair;
    written += write_frame(out + written, bytes, size * count);
    return size * count;
}

void curl_begin(int upstream_port) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    snprintf(url, sizeof url, "http://127.0.0.1:%d/v1/chat/completions", upstream_port);
    headers = curl_slist_append(NULL, "Content-Type: application/json");
    multi = curl_multi_init();
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timer);
}

void curl_ask(struct pair *pair, const char *message, size_t size) {
    CURL *easy = pair->transfer;
    if (easy) {
        curl_multi_remove_handle(multi, easy);
    } else {
        pair->transfer = easy = curl_easy_init();
        curl_easy_setopt(easy, CURLOPT_URL, url);
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
        curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_chunk);
        curl_easy_setopt(easy, CURLOPT_WRITEDATA, pair);
    }
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)size);
    curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, message);
    curl_multi_add_handle(multi, easy);
}

void curl_ready(int fd, uint32_t events) {
    int running;
    int bits = (events & (EPOLLIN | EPOLLHUP | EPOLLERR) ? CURL_CSELECT_IN : 0) | (events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
    curl_multi_socket_action(multi, fd, bits, &running);
    send_written();
}

void curl_round_ends(void) {
    int running;
    if (deadline < 0 || deadline > now()) return;
    deadline = -1;
    curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
    send_written();
}

int curl_wait_limit(void) {
    if (deadline < 0) return -1;
    long left = deadline - now();
    return left < 0 ? 0 : (int)left;
}

void curl_forget(struct pair *pair) {
    curl_multi_remove_handle(multi, pair->transfer);
    curl_easy_cleanup(pair->transfer);
}
