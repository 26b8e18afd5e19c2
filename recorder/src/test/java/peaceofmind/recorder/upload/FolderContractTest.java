// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class FolderContractTest extends UploadTargetContract {

    @Override
    protected UploadTarget target() throws IOException {
        Path share = Files.createDirectories(folder.resolve("share"));
        return new FolderTarget(share, new ShareGuard(share, ShareGuard.Mode.OFF));
    }

    @Override
    protected List<byte[]> stored() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("share"))) {
            List<byte[]> contents = new ArrayList<>();
            for (Path file : files.toList()) {
                contents.add(Files.readAllBytes(file));
            }
            return contents;
        }
    }

    @Override
    protected void takeAway() throws IOException {
        Files.delete(folder.resolve("share"));
    }
}
