package io.tollgate.chat;

import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An image or a document: its bytes, or a URL where the vendor finds it. Immutable; the bytes are copied once, when it
 * is made.
 */
public final class Media {
    private final String type;
    private final byte @Nullable [] bytes;
    private final @Nullable String url;

    private Media(String type, byte @Nullable [] bytes, @Nullable String url) {
        this.type = type;
        this.bytes = bytes;
        this.url = url;
    }

    /**
     * Bytes of a media type such as {@code image/png} or {@code application/pdf}.
     *
     * @throws IllegalArgumentException if the type isn't {@code something/something} or there are no bytes
     */
    public static Media of(String type, byte[] bytes) {
        if (type.indexOf('/') < 1 || bytes.length == 0) {
            throw new IllegalArgumentException(
                    "expected a media type such as image/png and at least one byte, but got \"" + type + "\" and "
                            + bytes.length + " bytes");
        }
        return new Media(type.toLowerCase(Locale.ROOT), bytes.clone(), null);
    }

    /**
     * A URL from which the vendor, not this app, reads the bytes.
     *
     * @throws IllegalArgumentException if it isn't an http, https or gs URL
     */
    public static Media url(String type, String url) {
        if (!url.startsWith("https://") && !url.startsWith("http://") && !url.startsWith("gs://")) {
            throw new IllegalArgumentException(
                    "expected an https, http or gs URL; for bytes use Media.of(type, bytes), found a URL of "
                            + url.length() + " characters");
        }
        return new Media(type.toLowerCase(Locale.ROOT), null, url);
    }

    /** The media type, such as {@code image/png}. */
    public String type() {
        return type;
    }

    /** The URL, if it is one. */
    public Optional<String> url() {
        return Optional.ofNullable(url);
    }

    /** How many bytes there are; 0 for a URL. */
    public int size() {
        return bytes == null ? 0 : bytes.length;
    }

    /** The bytes, copied; none for a URL. */
    public byte[] bytes() {
        return bytes == null ? new byte[0] : bytes.clone();
    }

    /** The bytes in base64; empty for a URL. */
    public String base64() {
        return bytes == null ? "" : Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Media that
                && type.equals(that.type)
                && Arrays.equals(bytes, that.bytes)
                && java.util.Objects.equals(url, that.url);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + java.util.Objects.hash(type, url);
    }

    /** The type and the size, without the content. */
    @Override
    public String toString() {
        return type + (url == null ? ", " + size() + " bytes" : " at a URL");
    }
}
