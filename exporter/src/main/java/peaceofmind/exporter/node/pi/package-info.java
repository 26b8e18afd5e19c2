/**
 * Metrics that the owner of a small unattended device needs and node_exporter does not provide: power, card wear, disk errors, clock
 * steps, how the last boot ended, Wi-Fi. Named {@code rpi_…} for the Raspberry Pi's firmware, {@code peace_…} otherwise.
 */
@NullMarked
package peaceofmind.exporter.node.pi;

import org.jspecify.annotations.NullMarked;
