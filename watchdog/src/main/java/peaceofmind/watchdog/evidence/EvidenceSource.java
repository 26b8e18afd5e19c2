package peaceofmind.watchdog.evidence;

import java.io.IOException;

/** One kind of evidence. Called in a thread of its own, which is left behind when it takes too long. */
interface EvidenceSource {

    /** Of the file that it fills. */
    String fileName();

    /** The evidence as text; what is longer than the collector's share is cut at its front. */
    String collect(IncidentContext incident) throws IOException, InterruptedException;
}
