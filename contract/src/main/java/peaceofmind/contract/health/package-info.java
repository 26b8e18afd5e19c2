/**
 * How a device is: one scale, one judgement of what is known, with its sentence and the next step, for {@code peace status}, its exit
 * code, the dashboard and {@code /health}. Pure: those who ask build the {@link peaceofmind.contract.health.DeviceSnapshot}.
 */
@NullMarked
package peaceofmind.contract.health;

import org.jspecify.annotations.NullMarked;
