/** From events to incidents, in one way for everybody who shows them; the names of saved evidence. Pure. */
@NullMarked
package peaceofmind.contract.incident;

import org.jspecify.annotations.NullMarked;
