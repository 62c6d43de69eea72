package io.tollgate.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/** One connection of a client: its exchanges, one after the other. */
final class Connection implements Runnable {
    private final Socket socket;
    private final int number;
    private final Exchange exchange;
    private final Tally tally;
    private final Runnable onClose;

    /** What a vendor does with a request. */
    interface Exchange {
        void serve(HttpReader.Head head, HttpReader reader, int connection, int use, Line line) throws IOException;

        /** How long an idle connection is kept; empty for ever. */
        Optional<Duration> idleLimit();
    }

    Connection(Socket socket, int number, Exchange exchange, Tally tally, Runnable onClose) {
        this.socket = socket;
        this.number = number;
        this.exchange = exchange;
        this.tally = tally;
        this.onClose = onClose;
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            converse(in, new Line(socket, in, tally));
        } catch (IOException e) {
            // The client hung up, or sent what is no HTTP: this connection ends, as a vendor's would.
        } finally {
            onClose.run();
            tally.connectionClosed();
        }
    }

    private void converse(InputStream in, Line line) throws IOException {
        HttpReader reader = new HttpReader(in);
        for (int use = 1; line.isOpen(); use++) {
            int first =
                    firstByte(in, use == 1 ? Optional.empty() : line.idleLimit().or(exchange::idleLimit));
            if (first < 0) {
                return;
            }
            line.next();
            tally.started();
            try {
                exchange.serve(reader.head(first), reader, number, use, line);
            } finally {
                tally.ended();
            }
        }
    }

    /** The next request's first byte, -1 if the client hung up or was silent for too long. */
    private int firstByte(InputStream in, Optional<Duration> limit) throws IOException {
        try {
            socket.setSoTimeout((int) Math.max(
                    limit.isPresent() ? 1 : 0, limit.map(Duration::toMillis).orElse(0L)));
            int first = in.read();
            socket.setSoTimeout(0);
            return first;
        } catch (SocketTimeoutException e) {
            return -1;
        }
    }
}
