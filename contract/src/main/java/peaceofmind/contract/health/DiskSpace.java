// SPDX-License-Identifier: Apache-2.0
package peaceofmind.contract.health;

/**
 * The room on the watched program's disk, in bytes.
 *
 * @param refuseBelow with less free, the device counts as down; the packaged recorder refuses to record
 * @param warnBelow with less free, people are warned
 */
public record DiskSpace(long free, long refuseBelow, long warnBelow) {}
