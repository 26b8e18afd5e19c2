// SPDX-License-Identifier: Apache-2.0
package peaceofmind.dashboard;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import peaceofmind.contract.client.RecorderClient;
import peaceofmind.foundation.control.ControlException;
import peaceofmind.heartbeat.json.Json;

/** The pictures that are being recorded, which the recorder decodes on request; only if that is configured. */
final class Preview {

    private final Optional<RecorderClient> recorder;
    private final boolean enabled;

    /** @param recorder empty where the packaged recorder is not watched */
    Preview(Optional<RecorderClient> recorder, boolean enabled) {
        this.recorder = recorder;
        this.enabled = enabled;
    }

    boolean isEnabled() {
        return enabled && recorder.isPresent();
    }

    /** @param camera one of several; empty for the only one */
    void serve(HttpExchange exchange, Optional<String> camera) throws IOException, HttpError {
        if (!enabled) {
            throw new HttpError(404, "The preview is off: set dashboard.preview to true.");
        }
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        HttpExchanges.write(exchange, 200, "image/jpeg", jpeg(camera));
    }

    private byte[] jpeg(Optional<String> camera) throws HttpError {
        Json.ObjectBuilder request = Json.object().put("command", "preview");
        camera.ifPresent(name -> request.put("camera", name));
        try {
            String text = recorder.orElseThrow(
                            () -> new HttpError(409, "The recorder of this package is not watched here."))
                    .send(request)
                    .text("jpeg")
                    .orElse("");
            byte[] jpeg = Base64.getDecoder().decode(text);
            if (jpeg.length == 0) {
                throw new HttpError(503, "The recorder has sent no picture.");
            }
            return jpeg;
        } catch (ControlException failure) {
            int status = failure.kind() == ControlException.Kind.REFUSED ? 409 : 503;
            throw new HttpError(status, String.valueOf(failure.getMessage()));
        } catch (IllegalArgumentException malformed) {
            throw new HttpError(503, "The recorder has sent no picture.");
        }
    }
}
