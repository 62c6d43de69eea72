package io.tollgate.tests.hostile;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** What a server shows, and what its client trusts. */
record Certificates(HandshakeCertificates server, HandshakeCertificates client) {
    private static final Duration DAY = Duration.ofDays(1);

    /** All is well. */
    static Certificates right() {
        return of("localhost", DAY.negated(), DAY);
    }

    static Certificates ofAnotherHost() {
        return of("vendor.example", DAY.negated(), DAY);
    }

    static Certificates expired() {
        return of("localhost", DAY.multipliedBy(-2), DAY.negated());
    }

    static Certificates ofTheFuture() {
        return of("localhost", DAY, DAY.multipliedBy(2));
    }

    static Certificates selfSigned() {
        HeldCertificate own = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        return new Certificates(
                new HandshakeCertificates.Builder().heldCertificate(own).build(),
                new HandshakeCertificates.Builder()
                        .addPlatformTrustedCertificates()
                        .build());
    }

    /** Signed by one whom the client trusts, and valid from and to these times from now. */
    private static Certificates of(String host, Duration from, Duration to) {
        HeldCertificate root =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        Instant now = Instant.now();
        HeldCertificate own = new HeldCertificate.Builder()
                .addSubjectAlternativeName(host)
                .validityInterval(now.plus(from).toEpochMilli(), now.plus(to).toEpochMilli())
                .signedBy(root)
                .build();
        return new Certificates(
                new HandshakeCertificates.Builder().heldCertificate(own).build(),
                new HandshakeCertificates.Builder()
                        .addTrustedCertificate(root.certificate())
                        .build());
    }

    ServerSocket port() throws IOException {
        return server.sslContext().getServerSocketFactory().createServerSocket(0, 100, RawServer.loopback());
    }

    OkHttpClient trustedBy(OkHttpClient anybody) {
        return anybody.newBuilder()
                .sslSocketFactory(client.sslSocketFactory(), client.trustManager())
                .build();
    }
}
