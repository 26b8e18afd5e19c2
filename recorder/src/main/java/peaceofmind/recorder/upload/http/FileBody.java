// SPDX-License-Identifier: Apache-2.0
package peaceofmind.recorder.upload.http;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import peaceofmind.recorder.upload.UploadJob;

/**
 * A part of a video as the body of a request, in pieces that are large enough for the speed of a local network. The JDK's own bodies use
 * 16 KB. Reading is paced, and ends the request when uploads have to wait.
 */
final class FileBody implements HttpRequest.BodyPublisher {

    private static final int PIECE_BYTES = 256 * 1024;

    private final UploadJob job;
    private final long offset;
    private final long length;

    FileBody(UploadJob job, long offset, long length) {
        this.job = job;
        this.offset = offset;
        this.length = length;
    }

    @Override
    public long contentLength() {
        return length;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Pieces(subscriber));
    }

    private final class Pieces implements Flow.Subscription {
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private final AtomicLong demand = new AtomicLong();
        private final AtomicInteger requests = new AtomicInteger();
        private final PieceBuffers pieces = new PieceBuffers(PIECE_BYTES);
        private Optional<UploadJob.Reader> reader = Optional.empty();
        private long left = length;
        private volatile boolean finished;

        private Pieces(Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        /** A subscriber requests more from within {@code onNext}: only the first of such calls sends pieces. */
        @Override
        public void request(long count) {
            demand.addAndGet(count);
            if (requests.getAndIncrement() == 0) {
                int pending = 1;
                while (pending > 0) {
                    sendPieces();
                    pending = requests.addAndGet(-pending);
                }
            }
        }

        private void sendPieces() {
            try {
                while (!finished && demand.get() > 0) {
                    demand.decrementAndGet();
                    sendPiece();
                }
            } catch (IOException failure) {
                fail(failure);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                fail(new IOException("the upload was interrupted", interrupted));
            } finally {
                if (finished) {
                    close();
                }
            }
        }

        private void sendPiece() throws IOException, InterruptedException {
            if (reader.isEmpty()) {
                reader = Optional.of(job.read(offset));
            }
            ByteBuffer piece = pieces.next((int) Math.min(left, PIECE_BYTES));
            reader.get().fill(piece);
            piece.flip();
            left -= piece.remaining();
            subscriber.onNext(piece);
            if (left == 0) {
                finished = true;
                subscriber.onComplete();
            }
        }

        private void fail(IOException failure) {
            finished = true;
            subscriber.onError(failure);
        }

        @Override
        public void cancel() {
            finished = true;
            if (requests.get() == 0) {
                close();
            }
        }

        private void close() {
            try {
                if (reader.isPresent()) {
                    reader.get().close();
                }
            } catch (IOException alreadyRead) {
                // The file was only read.
            }
        }
    }
}
