// SPDX-License-Identifier: Apache-2.0
package peaceofmind.watchdog.act;

/** How a service is stopped before it is started again. */
public enum RestartMode {
    /** It does not react: all its processes are killed immediately. */
    KILL,
    /** It may still react: it gets SIGTERM first, and is killed if it does not exit in time. */
    GRACEFUL
}
