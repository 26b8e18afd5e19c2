// SPDX-License-Identifier: Apache-2.0
/** Many devices at once, from the metrics that they ship to one Prometheus-compatible server. */
@NullMarked
package peaceofmind.cli.fleet;

import org.jspecify.annotations.NullMarked;
