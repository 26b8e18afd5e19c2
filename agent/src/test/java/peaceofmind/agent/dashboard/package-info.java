/** The dashboard's parts, and its server over real HTTP with real control sockets. */
@NullMarked
package peaceofmind.agent.dashboard;

import org.jspecify.annotations.NullMarked;
