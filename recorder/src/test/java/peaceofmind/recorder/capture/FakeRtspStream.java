// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import peaceofmind.recorder.capture.FakeRtspCamera.Trait;

/** What a {@link FakeRtspCamera} sends: the command that produces it, and its description (SDP, RFC 8866). */
final class FakeRtspStream {

    private FakeRtspStream() {}

    /** ffmpeg sends picture and sound to two ports. */
    static List<String> command(Set<Trait> traits, int videoPort, int soundPort) {
        String size =
                traits.contains(Trait.ODD_SIZE) ? "321x181" : traits.contains(Trait.LARGE) ? "640x360" : "320x180";
        String rate = traits.contains(Trait.FEW_PICTURES) ? "2" : "10";
        List<String> command = new ArrayList<>(split("ffmpeg -nostdin -loglevel error -re -f lavfi -i testsrc2=size="
                + size + ":rate=" + rate + " -re -f lavfi -i sine=frequency=440:sample_rate=8000"));
        command.addAll(
                split("-map 0:v " + encoder(traits) + " -f rtp rtp://127.0.0.1:" + videoPort + "?pkt_size=1200"));
        command.addAll(
                split("-map 1:a -c:a pcm_mulaw -ar 8000 -ac 1 -f rtp rtp://127.0.0.1:" + soundPort + "?pkt_size=500"));
        return command;
    }

    private static String encoder(Set<Trait> traits) {
        if (traits.contains(Trait.MJPEG)) {
            return "-c:v mjpeg -huffman default -q:v 8 -pix_fmt yuvj420p";
        } else if (traits.contains(Trait.HEVC)) {
            return "-c:v libx265 -preset ultrafast -tune zerolatency -x265-params log-level=none:keyint=10:repeat-headers=1"
                    + " -pix_fmt yuv420p";
        }
        boolean rare = traits.contains(Trait.RARE_KEY_FRAMES);
        String keyFrames = rare ? "150" : traits.contains(Trait.FEW_PICTURES) ? "2" : "10";
        String speed =
                traits.contains(Trait.B_FRAMES) ? "-preset veryfast -bf 3" : "-preset ultrafast -tune zerolatency";
        // Only 4:4:4 has pictures with an odd number of pixels.
        String format = traits.contains(Trait.ODD_SIZE) ? "yuv444p" : "yuv420p";
        return "-c:v libx264 " + speed + " -pix_fmt " + format + " -g " + keyFrames
                // As a camera that announces its parameters before the first key frame.
                + (rare ? " -flags +global_header -bsf:v dump_extra=freq=all" : " -bsf:v dump_extra");
    }

    private static List<String> split(String text) {
        return List.of(text.split(" ", -1));
    }

    static String description(Set<Trait> traits) {
        if (traits.contains(Trait.EMPTY_DESCRIPTION)) {
            return "";
        } else if (traits.contains(Trait.BINARY_DESCRIPTION)) {
            return "\0\1\2m=\n=\nv=\na=rtpmap:".repeat(40);
        }
        String video = """
                m=video 0 RTP/AVP 96
                a=rtpmap:96 H264/90000
                a=fmtp:96 packetization-mode=1
                a=control:track1
                """;
        if (traits.contains(Trait.HEVC)) {
            video = video.replace("H264", "H265").replace("a=fmtp:96 packetization-mode=1\n", "");
        } else if (traits.contains(Trait.MJPEG)) {
            video = "m=video 0 RTP/AVP 26\na=control:track1\n";
        } else if (traits.contains(Trait.SOUND_ONLY)) {
            video = "";
        }
        boolean sound = traits.contains(Trait.SOUND)
                || traits.contains(Trait.SILENT_SOUND)
                || traits.contains(Trait.SOUND_ONLY)
                || traits.contains(Trait.UNKNOWN_SOUND)
                || traits.contains(Trait.REFUSES_SOUND);
        String soundFormat = traits.contains(Trait.UNKNOWN_SOUND) ? "X-SECRET/8000" : "PCMU/8000";
        int soundType = traits.contains(Trait.UNKNOWN_SOUND) ? 99 : 0;
        String text = """
                v=0
                o=- 0 0 IN IP4 127.0.0.1
                s=camera
                c=IN IP4 127.0.0.1
                t=0 0
                """ + video;
        if (sound) {
            text += "m=audio 0 RTP/AVP %1$d\na=rtpmap:%1$d %2$s\na=control:track2\n".formatted(soundType, soundFormat);
        }
        if (traits.contains(Trait.METADATA)) {
            text += "m=application 0 RTP/AVP 107\na=rtpmap:107 vnd.onvif.metadata/90000\na=control:track3\n";
        }
        return text.replace("\n", "\r\n");
    }
}
