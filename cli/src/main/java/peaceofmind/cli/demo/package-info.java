/**
 * A whole device below one folder, for newcomers and tests: recorder, watchdog and agent as real processes, no root, no account, no
 * network. It only starts and stops them; everything else is their own work.
 */
@NullMarked
package peaceofmind.cli.demo;

import org.jspecify.annotations.NullMarked;
