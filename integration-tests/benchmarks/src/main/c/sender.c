/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a forwarding loop costs in plain C: a packet is received and opened, copied for each listener with a header of its own,
 * sealed (AES-128 in counter mode, HMAC-SHA1 cut to 80 bits), and all leave by sendmmsg, several to one address in one piece where
 * that is asked for. The thread's processor time from the receiving to the sending counts; sinks are emptied in between. epoll knows
 * the socket, as it does any server's that has others to wait for as well: each packet that leaves then asks who waits for room.
 *
 *   sender LISTENERS BURST SEGMENTING ROUNDS PAUSE      prints nanoseconds per packet sent
 *
 * With a pause, in microseconds, the thread sleeps before each round, as it does between packets of a few speakers.
 *
 * The arithmetic is laid out as Antiphon's is: counters go through the block cipher in one call, and of the keyed hash the states
 * behind its key blocks are copied. That is faster than a cipher and a MAC object for each packet would be.
 */
#define _GNU_SOURCE
#define OPENSSL_SUPPRESS_DEPRECATED
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#define HEADER 12
#define LENGTH 130
#define TAG 10
#define STRIDE 192
#define MOST 8192

struct key {
    EVP_CIPHER_CTX *cipher;
    SHA_CTX inner, outer;
    uint8_t salt[16];
};

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void make_key(struct key *key, int number) {
    uint8_t bytes[16], block[64];
    memset(bytes, number, sizeof bytes);
    memset(key->salt, 0, sizeof key->salt);
    memset(key->salt, number + 1, 14);
    key->cipher = EVP_CIPHER_CTX_new();
    if (EVP_EncryptInit_ex(key->cipher, EVP_aes_128_ecb(), NULL, bytes, NULL) != 1) die("cipher");
    EVP_CIPHER_CTX_set_padding(key->cipher, 0);
    for (int i = 0; i < 64; i++) block[i] = (i < 20 ? number + 2 : 0) ^ 0x36;
    SHA1_Init(&key->inner);
    SHA1_Update(&key->inner, block, 64);
    for (int i = 0; i < 64; i++) block[i] ^= 0x36 ^ 0x5c;
    SHA1_Init(&key->outer);
    SHA1_Update(&key->outer, block, 64);
}

static void crypt_payload(struct key *key, uint8_t *packet, uint32_t ssrc, uint64_t index) {
    uint8_t counters[160], stream[160];
    int blocks = (LENGTH - HEADER + 15) / 16, written;
    for (int i = 0; i < blocks; i++) {
        uint8_t *c = counters + 16 * i;
        memcpy(c, key->salt, 16);
        for (int b = 0; b < 4; b++) c[4 + b] ^= ssrc >> (24 - 8 * b);
        for (int b = 0; b < 6; b++) c[8 + b] ^= index >> (40 - 8 * b);
        c[15] = i;
    }
    EVP_EncryptUpdate(key->cipher, stream, &written, counters, blocks * 16);
    for (int i = HEADER; i < LENGTH; i++) packet[i] ^= stream[i - HEADER];
}

static void tag(struct key *key, const uint8_t *packet, uint32_t rollover, uint8_t *out) {
    uint8_t digest[20];
    SHA_CTX state = key->inner;
    rollover = htonl(rollover);
    SHA1_Update(&state, packet, LENGTH);
    SHA1_Update(&state, &rollover, 4);
    SHA1_Final(digest, &state);
    state = key->outer;
    SHA1_Update(&state, digest, 20);
    SHA1_Final(digest, &state);
    memcpy(out, digest, TAG);
}

static int bound(struct sockaddr_in *address) {
    int s = socket(AF_INET, SOCK_DGRAM, 0), room = 1 << 20;
    socklen_t length = sizeof *address;
    memset(address, 0, sizeof *address);
    address->sin_family = AF_INET;
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(s, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    setsockopt(s, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    if (s < 0 || bind(s, (struct sockaddr *) address, length) || getsockname(s, (struct sockaddr *) address, &length)) die("socket");
    return s;
}

static uint64_t cpu(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static uint8_t buffer[MOST * STRIDE];
static struct mmsghdr messages[MOST];
static struct iovec vectors[MOST];
static union {
    struct cmsghdr header;
    uint8_t room[CMSG_SPACE(sizeof(uint16_t))];
} controls[MOST];

int main(int argc, char **argv) {
    if (argc != 6) return fprintf(stderr, "usage: sender LISTENERS BURST SEGMENTING ROUNDS PAUSE\n"), 2;
    int listeners = atoi(argv[1]), burst = atoi(argv[2]), segmenting = atoi(argv[3]), rounds = atoi(argv[4]);
    struct timespec pause = {0, atol(argv[5]) * 1000};
    if (listeners < 1 || burst < 1 || (long) listeners * burst > MOST) return fprintf(stderr, "too many\n"), 2;
    struct sockaddr_in media, feeder_address, *addresses = calloc(listeners, sizeof *addresses);
    int *sinks = calloc(listeners, sizeof *sinks), socket = bound(&media), feeder = bound(&feeder_address);
    struct epoll_event readable = {.events = EPOLLIN};
    if (epoll_ctl(epoll_create1(0), EPOLL_CTL_ADD, socket, &readable)) die("epoll");
    struct key in, *keys = calloc(listeners, sizeof *keys);
    make_key(&in, 7);
    for (int i = 0; i < listeners; i++) {
        sinks[i] = bound(&addresses[i]);
        if (connect(sinks[i], (struct sockaddr *) &media, sizeof media)) die("connect");
        make_key(&keys[i], i + 11);
    }
    uint8_t sent[LENGTH + TAG], packet[2048], expected[TAG];
    uint64_t spent = 0, count = 0;
    for (int round = -rounds / 10; round < rounds; round++) {
        for (int b = 0; b < burst; b++) {
            uint16_t sequence = round * burst + b;
            memset(sent, 0, sizeof sent);
            sent[0] = 0x80;
            sent[1] = 111;
            sent[2] = sequence >> 8;
            sent[3] = sequence;
            sent[11] = 1;
            crypt_payload(&in, sent, 1, sequence);
            tag(&in, sent, 0, sent + LENGTH);
            sendto(feeder, sent, sizeof sent, 0, (struct sockaddr *) &media, sizeof media);
        }
        if (pause.tv_nsec) nanosleep(&pause, NULL);
        uint64_t before = cpu();
        for (int b = 0; b < burst; b++) {
            if (recv(socket, packet, sizeof packet, 0) != LENGTH + TAG) die("recv");
            uint16_t sequence = packet[2] << 8 | packet[3];
            tag(&in, packet, 0, expected);
            if (memcmp(expected, packet + LENGTH, TAG)) die("tag");
            crypt_payload(&in, packet, 1, sequence);
            for (int i = 0; i < listeners; i++) {
                int at = i * burst + b;
                uint8_t *out = buffer + at * STRIDE;
                uint32_t ssrc = htonl(1000 + i);
                memcpy(out, packet, LENGTH);
                memcpy(out + 8, &ssrc, 4);
                crypt_payload(&keys[i], out, 1000 + i, sequence);
                tag(&keys[i], out, 0, out + LENGTH);
                vectors[at] = (struct iovec) {out, LENGTH + TAG};
            }
        }
        int pieces = segmenting ? listeners : listeners * burst, each = segmenting ? burst : 1;
        for (int p = 0; p < pieces; p++) {
            struct msghdr *header = &messages[p].msg_hdr;
            header->msg_name = &addresses[p * each / burst];
            header->msg_namelen = sizeof *addresses;
            header->msg_iov = &vectors[p * each];
            header->msg_iovlen = each;
            header->msg_control = NULL;
            header->msg_controllen = 0;
            if (each > 1) {
                controls[p].header = (struct cmsghdr) {CMSG_LEN(sizeof(uint16_t)), IPPROTO_UDP, UDP_SEGMENT};
                *(uint16_t *) CMSG_DATA(&controls[p].header) = LENGTH + TAG;
                header->msg_control = &controls[p];
                header->msg_controllen = sizeof controls[p];
            }
        }
        for (int done = 0; done < pieces;) {
            int result = sendmmsg(socket, messages + done, pieces - done, 0);
            if (result < 0) die("sendmmsg");
            done += result;
        }
        uint64_t took = cpu() - before;
        for (int i = 0; i < listeners; i++) {
            for (int b = 0; b < burst; b++) {
                if (recv(sinks[i], packet, sizeof packet, MSG_DONTWAIT) != LENGTH + TAG) die("sink");
            }
        }
        if (round >= 0) {
            spent += took;
            count += (uint64_t) listeners * burst;
        }
    }
    printf("%.1f\n", (double) spent / count);
    return 0;
}
