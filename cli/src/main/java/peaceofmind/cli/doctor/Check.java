// SPDX-License-Identifier: Apache-2.0
package peaceofmind.cli.doctor;

/** One assumption about a device. */
interface Check {

    /** A word or two, such as {@code clock}. */
    String name();

    /** Why it matters, in a sentence. */
    String rationale();

    /** Inspects the device; never changes anything. */
    Finding run(DoctorContext context) throws InterruptedException;
}
