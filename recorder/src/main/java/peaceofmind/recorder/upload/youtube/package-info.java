/** Uploads to YouTube by the Data API v3: login (OAuth 2), the resumable protocol, verification. */
@NullMarked
package peaceofmind.recorder.upload.youtube;

import org.jspecify.annotations.NullMarked;
