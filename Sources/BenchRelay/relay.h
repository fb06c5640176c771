#pragma once
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>

enum { READ_SIZE = 16 * 1024, IN_SIZE = 2 * READ_SIZE, OUT_SIZE = 2 * IN_SIZE };

struct pair;

/* One of a pair's two connections; without a pair, one of libcurl's. */
struct end {
    int fd;
    struct pair *pair;
};

struct pair {
    struct end client, upstream;
    void *transfer;       /* libcurl's handle, if libcurl is used */
    int is_open;          /* the handshake is done */
    int in_body;          /* the response's head has passed */
    int is_over;          /* to be freed when this round of events is done */
    size_t held;          /* bytes in `in` that wait for the rest of their chunk */
    size_t request_held;  /* bytes in `request` that wait for the rest of their frame */
    char *unsent;         /* what the client did not take */
    size_t unsent_size;
    char request[4096];
    char in[IN_SIZE];
    struct pair *next_over;
};

/* Frames that are about to be sent. */
extern char out[OUT_SIZE];

void watch(struct end *end, int operation, uint32_t events);
void finish(struct pair *pair);
void send_client(struct pair *pair, const char *bytes, size_t size);
size_t write_frame(char *at, const char *payload, size_t size);

/* Upstream by libcurl. */
void curl_begin(int upstream_port);
void curl_ask(struct pair *pair, const char *message, size_t size);
void curl_ready(int fd, uint32_t events);
void curl_round_ends(void);
int curl_wait_limit(void);
void curl_forget(struct pair *pair);
