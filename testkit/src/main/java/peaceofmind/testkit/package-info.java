/** Hand-written fakes shared by the tests of several modules. Not shipped. */
@NullMarked
package peaceofmind.testkit;

import org.jspecify.annotations.NullMarked;
