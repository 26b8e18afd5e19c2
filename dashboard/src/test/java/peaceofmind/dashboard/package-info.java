/** Tests of the dashboard's parts, and of its server over real HTTP with real control sockets. */
@NullMarked
package peaceofmind.dashboard;

import org.jspecify.annotations.NullMarked;
