/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A heartbeat for the watchdog of Peace of Mind: one header, no dependencies but the C library and POSIX (C99 and later, C++).
 *
 *     #include "heartbeat.h"
 *     while (work()) {
 *         heartbeat_beat("/run/myapp/heartbeat.json", "ready");
 *     }
 *
 * Call it from the main loop, about once a second. It returns 0, or -1 when the beat was not written, with the reason in errno; it never ends
 * the program. It does not wait for a disk in memory: choose a file below /run. The state is a word, without quotes and backslashes.
 */
#ifndef PEACE_HEARTBEAT_H
#define PEACE_HEARTBEAT_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static inline int heartbeat_beat(const char *path, const char *state) {
    static long sequence = 0;
    char temporary[4096];
    char text[512];
    char timestamp[32];
    const char *name = strrchr(path, '/');
    const int folder = name == NULL ? 0 : (int) (name - path) + 1;
    const time_t now = time(NULL);
    struct tm utc;
    int length = snprintf(temporary, sizeof temporary, "%.*s.%s.tmp", folder, path, path + folder);
    if (length < 0 || (size_t) length >= sizeof temporary || strpbrk(state, "\"\\\n") != NULL) {
        errno = EINVAL;
        return -1;
    }
    if (gmtime_r(&now, &utc) == NULL || strftime(timestamp, sizeof timestamp, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0) {
        return -1;
    }
    length = snprintf(
        text, sizeof text, "{\"timestamp\":\"%s\",\"state\":\"%s\",\"pid\":%ld,\"sequence\":%ld}\n", timestamp, state,
        (long) getpid(), ++sequence);
    if (length < 0 || (size_t) length >= sizeof text) {
        errno = EINVAL;
        return -1;
    }
    /* Not blocking: something else of that name may be a FIFO without a reader. Without fsync: it would wear an SD card out. */
    const int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW, 0644);
    if (file < 0) {
        return -1;
    }
    int written = write(file, text, (size_t) length) == length;
    written = close(file) == 0 && written;
    /* A reader finds the old file or the new one, never half of it. */
    if (!written || rename(temporary, path) != 0) {
        const int reason = errno;
        unlink(temporary);
        errno = reason;
        return -1;
    }
    return 0;
}

#endif
