package io.tollgate.ledger.redis;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.budget.Budget;
import io.tollgate.budget.LedgerException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.UUID;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code rediss://} speaks TLS, and only with a server whose certificate is trusted, unless told otherwise. */
@Timeout(60)
class TlsTest {
    private static final Budget BUDGET = Budget.usd("100");
    private static final char[] PASSWORD = "for-this-test".toCharArray();

    @Test
    void aServerIsSpokenToWhoseCertificateIsTrustedOrNotAskedFor() throws Exception {
        try (SSLServerSocket door = door()) {
            serve(door, RedisServer.empty().port());
            String uri = "rediss://127.0.0.1:" + door.getLocalPort();
            try (RedisLedger ledger = RedisLedger.at(uri)) {
                assertThatThrownBy(() -> new Caller(ledger, BUDGET).hold("a", "1"))
                        .isInstanceOf(LedgerException.class)
                        .hasMessageContaining("could not connect");
            }
            try (RedisLedger ledger = RedisLedger.at(uri + "?verifyPeer=NONE")) {
                Caller caller = new Caller(ledger, BUDGET);
                caller.granted("a", "10");
                caller.settle("a", "9");
                caller.stands("9", "0", "0");
            }
        }
    }

    /** Ends TLS with a certificate that nobody trusts, as the server of the tests is built without it. */
    private static SSLServerSocket door() throws Exception {
        Path file = Files.createDirectories(
                        Path.of("target", "redis", UUID.randomUUID().toString()))
                .resolve("keys.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        String command =
                keytool + " -genkeypair -alias redis -keyalg EC -dname CN=127.0.0.1 -validity 2 -storetype PKCS12"
                        + " -keystore " + file + " -storepass " + new String(PASSWORD);
        new ProcessBuilder(command.split(" ")).inheritIO().start().waitFor();
        KeyStore keys = KeyStore.getInstance(file.toFile(), PASSWORD);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        return (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static void serve(SSLServerSocket door, int port) {
        start(() -> {
            while (!door.isClosed()) {
                Socket client = door.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                start(() -> copy(client, server));
                start(() -> copy(server, client));
            }
        });
    }

    private static void copy(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[8_192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                to.getOutputStream().write(buffer, 0, read);
            }
        }
    }

    private interface Io {
        void run() throws IOException;
    }

    private static void start(Io work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // One side is gone, and both are closed now.
                    }
                },
                "tls");
        thread.setDaemon(true);
        thread.start();
    }
}
