package io.tollgate.key;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** A key that is the text of a file. */
record FileKey(Path path) implements KeySource {
    private static final int MAX_BYTES = 64 * 1024;

    @Override
    public Credential read() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException(
                        "expected a key of at most " + MAX_BYTES + " bytes in " + describe() + ", but it is longer");
            }
            return NamedKey.credential(describe(), new String(bytes, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw new IOException("expected a key in " + describe() + ", but there is no such file", e);
        }
    }

    /** The real path tells a swapped link where the file system has no file keys. */
    @Override
    public String version() {
        try {
            Path real = path.toRealPath();
            BasicFileAttributes file = Files.readAttributes(real, BasicFileAttributes.class);
            return real + "|" + file.lastModifiedTime() + "|" + file.size() + "|" + file.fileKey();
        } catch (IOException e) {
            return "unreadable";
        }
    }

    @Override
    public String describe() {
        return "file " + path;
    }
}
