package dev.lattice.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloaderTest {

    private static final byte[] CONTENT = content();
    private static final PublishedFile FILE = new PublishedFile(
            "train", "images-idx3-ubyte", CONTENT.length, TestFiles.sha256(CONTENT), TestFiles.sha256(new byte[0]));

    @TempDir
    Path folder;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Long> reported = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/good/", DownloaderTest::sendRange);
        serve("/plain/", exchange -> send(exchange, 200, CONTENT));
        serve("/gone/", exchange -> send(exchange, 404, new byte[0]));
        serve("/other/", exchange -> send(exchange, 200, new byte[CONTENT.length]));
        serve("/page/", exchange -> send(exchange, 200, "<html>log in first</html>".getBytes()));
        serve("/long/", exchange -> send(exchange, 200, Arrays.copyOf(CONTENT, CONTENT.length + 1)));
        serve("/breaks/", exchange -> {
            // Promises the whole file, hangs up after half of it.
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, CONTENT.length / 2);
            exchange.getResponseBody().flush();
            exchange.close();
        });
        serve("/stalls/", exchange -> exchange.sendResponseHeaders(200, CONTENT.length));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void downloadsAndReportsProgress() throws IOException {
        fetch("/good/");
        assertWhole();
        assertEquals((long) CONTENT.length, reported.get(reported.size() - 1));
    }

    @Test
    void fallsBackToTheNextMirror() throws IOException {
        fetch("/gone/", "/other/", "/page/", "/long/", "/good/");
        assertWhole();
        assertEquals(
                List.of("/gone/", "/other/", "/page/"),
                requests.stream().map(r -> r.split(" ")[0]).limit(3).toList());
    }

    @Test
    void continuesAnInterruptedDownload() throws IOException {
        Files.write(part(), Arrays.copyOf(CONTENT, 1000));
        fetch("/good/");
        assertWhole();
        assertEquals(List.of("/good/ bytes=1000-"), requests);
    }

    @Test
    void startsAnewWhereAServerKnowsNoRanges() throws IOException {
        Files.write(part(), Arrays.copyOf(CONTENT, 1000));
        fetch("/plain/");
        assertWhole();
    }

    @Test
    void continuesAtAnotherMirrorWhatOneBrokeOff() throws IOException {
        fetch("/breaks/", "/good/");
        assertWhole();
        assertTrue(requests.get(requests.size() - 1).startsWith("/good/ bytes="), requests.toString());
    }

    @Test
    void replacesAPartThatIsNotTheBeginning() throws IOException {
        Files.write(part(), new byte[1000]);
        fetch("/good/");
        assertWhole();
        assertEquals(List.of("/good/ bytes=1000-", "/good/ null"), requests);
    }

    @Test
    void replacesAPartThatIsTooLong() throws IOException {
        Files.write(part(), new byte[CONTENT.length + 7]);
        fetch("/good/");
        assertWhole();
    }

    @Test
    void finishesAPartThatIsWhole() throws IOException {
        Files.write(part(), CONTENT);
        fetch("/gone/");
        assertWhole();
        assertEquals(List.of(), requests);
    }

    @Test
    void keepsNothingUnderTheFinalNameWhenChecksumsDiffer() {
        String message = assertThrows(DataFormatException.class, () -> fetch("/other/", "/gone/"))
                .getMessage();
        assertFalse(Files.exists(folder.resolve(FILE.fileName())));
        assertFalse(Files.exists(part()));
        assertTrue(message.contains("mnist/train-images-idx3-ubyte.gz"), message);
        assertTrue(message.contains("SHA-256 must be " + FILE.sha256() + ", but was "), message);
        assertTrue(message.contains("HTTP 404"), message);
        assertFalse(message.contains("\n"), message);
    }

    @Test
    void givesUpOnAServerThatStalls() {
        String message =
                assertThrows(DataFormatException.class, () -> fetch("/stalls/")).getMessage();
        assertTrue(message.contains("SocketTimeoutException"), message);
    }

    @Test
    void leavesAWholeFileAlone() throws IOException {
        Files.write(folder.resolve(FILE.fileName()), CONTENT);
        fetch("/good/");
        assertEquals(List.of(), requests);
    }

    private void fetch(String... mirrors) {
        String base = "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
        List<String> addresses = Arrays.stream(mirrors).map(m -> base + m).toList();
        new Downloader((file, done, total) -> reported.add(done), Duration.ofSeconds(5), Duration.ofMillis(500))
                .fetch("mnist", FILE, addresses, folder);
    }

    private void assertWhole() throws IOException {
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve(FILE.fileName())));
        assertFalse(Files.exists(part()));
    }

    private Path part() {
        return folder.resolve(FILE.fileName() + ".part");
    }

    private void serve(String path, ThrowingHandler handler) {
        server.createContext(path, exchange -> {
            requests.add(path + " " + exchange.getRequestHeaders().getFirst("Range"));
            handler.handle(exchange);
        });
    }

    private static void sendRange(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            send(exchange, 200, CONTENT);
            return;
        }
        int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes " + from + "-" + (CONTENT.length - 1) + "/" + CONTENT.length);
        send(exchange, 206, Arrays.copyOfRange(CONTENT, from, CONTENT.length));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static byte[] content() {
        byte[] bytes = new byte[300_000];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private interface ThrowingHandler {
        void handle(HttpExchange exchange) throws IOException;
    }
}
