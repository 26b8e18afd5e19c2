/**
 * A whole device below one folder, for a look and for tests: recorder, watchdog and agent as real processes, no root, no account, no
 * network. It only starts and ends them; everything else is theirs.
 */
@NullMarked
package peaceofmind.cli.demo;

import org.jspecify.annotations.NullMarked;
