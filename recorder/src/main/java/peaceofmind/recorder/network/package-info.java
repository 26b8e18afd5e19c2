/** Whether the network is there. Nothing is restarted because of it. */
@NullMarked
package peaceofmind.recorder.network;

import org.jspecify.annotations.NullMarked;
