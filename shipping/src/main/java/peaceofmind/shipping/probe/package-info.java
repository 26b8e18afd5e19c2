/** Whether each receiver would take what is sent to it: asked for by a person who has just configured it, or by the doctor. */
@NullMarked
package peaceofmind.shipping.probe;

import org.jspecify.annotations.NullMarked;
