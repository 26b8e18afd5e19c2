/** Whether the network is reachable. For information only: nothing is restarted because of it. */
@NullMarked
package peaceofmind.recorder.network;

import org.jspecify.annotations.NullMarked;
