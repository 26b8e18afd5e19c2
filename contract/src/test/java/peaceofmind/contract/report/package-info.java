/** Tests of reports: months with known incidents. */
@NullMarked
package peaceofmind.contract.report;

import org.jspecify.annotations.NullMarked;
