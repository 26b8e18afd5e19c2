// SPDX-License-Identifier: Apache-2.0
/** Lines of a GPIO chip through the kernel's character device (v2 ABI, {@code linux/gpio.h}); needs no root, only the group of the device. */
@NullMarked
package peaceofmind.linux.gpio;

import org.jspecify.annotations.NullMarked;
