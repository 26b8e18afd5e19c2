/**
 * What the owner of a small unattended device needs to know and node_exporter does not tell: power, the card's life, disk errors, the
 * clock, how the last boot ended, the radio. Own names: {@code rpi_…} for the Raspberry Pi's firmware, {@code peace_…} otherwise.
 */
@NullMarked
package peaceofmind.exporter.node.pi;

import org.jspecify.annotations.NullMarked;
