/** Hand-written fakes that the tests of several modules share. Never on a device. */
@NullMarked
package peaceofmind.testkit;

import org.jspecify.annotations.NullMarked;
