/**
 * Communication between the processes of one device: one JSON object as the request, one as the response, over a Unix socket whose
 * permissions decide who has access. This package does not know the requests.
 */
@NullMarked
package peaceofmind.foundation.control;

import org.jspecify.annotations.NullMarked;
