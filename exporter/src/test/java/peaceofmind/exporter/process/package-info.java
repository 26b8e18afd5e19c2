// SPDX-License-Identifier: Apache-2.0
@NullMarked
package peaceofmind.exporter.process;

import org.jspecify.annotations.NullMarked;
