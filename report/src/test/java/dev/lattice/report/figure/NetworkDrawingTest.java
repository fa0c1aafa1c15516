package dev.lattice.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.model.Network;
import dev.lattice.core.model.Variants;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

class NetworkDrawingTest {

    @BeforeAll
    static void needsFonts() {
        assumeTrue(
                Figure.unavailable().isEmpty(),
                "SKIPPED: " + Figure.unavailable().orElse(""));
    }

    static Stream<String> variants() {
        return Variants.all().stream().map(v -> v.name());
    }

    @Test
    void everyLayerIsThereWithShapeAndParameters() {
        String svg = drawing("vae", true).svg();
        for (String part : List.of(
                "Convolution 3 × 3, stride 2",
                "Transposed convolution 3 × 3, stride 2",
                "64 × 14 × 14 · leaky ReLU (0.01)",
                "1 × 28 × 28 · sigmoid",
                "μ and log σ², 2 each",
                "encoder.3",
                "36,928 parameters",
                "in all 244,741 parameters")) {
            assertTrue(svg.contains(">" + part) || svg.contains(part + "<"), part + " is missing in\n" + svg);
        }
        assertEquals(2, svg.split(">Transposed convolution 3 × 3, stride 2<", -1).length - 1);
    }

    @Test
    void bothCodesOfTwoStochasticLayersAreThere() {
        String svg = drawing("hvae", false).svg();
        for (String part : List.of(
                "upper.encoder.0",
                "upper.posterior",
                "upper.decoder.1",
                "upper.prior",
                "μ and log σ², 2 each",
                "2 dimensions",
                // 784-400-100-200, 100-100-100-4 and 2-100-100-200, 100-100-400-784 by hand.
                "encoder 394,904, decoder 395,484, in all 790,388 parameters")) {
            assertTrue(svg.contains(">" + part) || svg.contains(part + "<"), part + " is missing in\n" + svg);
        }
        assertEquals(2, svg.split(">μ and log σ², 100 each<", -1).length - 1);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void theLabelIsDrawnWhereItIsGiven(String variant) {
        boolean given = variant.equals("cvae");
        assertEquals(given ? 1 : 0, drawing(variant, true).svg().split(">label \\(10\\)<", -1).length - 1);
        assertEquals(given ? 2 : 0, drawing(variant, false).svg().split(">label \\(10\\)<", -1).length - 1);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void nothingIsCutOffAndBothFilesAreOfOneSize(String variant)
            throws IOException, ParserConfigurationException, SAXException {
        Figure figure = drawing(variant, true);
        byte[] bytes = figure.svg().getBytes(StandardCharsets.UTF_8);
        Element svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(bytes))
                .getDocumentElement();
        int width = Integer.parseInt(svg.getAttribute("width"));
        int height = Integer.parseInt(svg.getAttribute("height"));
        NodeList texts = svg.getElementsByTagName("text");
        assertTrue(texts.getLength() > 20);
        for (int i = 0; i < texts.getLength(); i++) {
            Element text = (Element) texts.item(i);
            double size = Double.parseDouble(text.getAttribute("font-size"));
            double room =
                    new Lettering(size, text.hasAttribute("font-weight"), Palette.INK).width(text.getTextContent());
            double x = Double.parseDouble(text.getAttribute("x"));
            double from = switch (text.getAttribute("text-anchor")) {
                case "end" -> x - room;
                case "middle" -> x - room / 2;
                default -> x;
            };
            assertTrue(from >= 0 && from + room <= width, text.getTextContent() + " from " + from + " of " + width);
            assertTrue(Double.parseDouble(text.getAttribute("y")) < height - 2, text.getTextContent());
        }
        assertEquals(
                2 * width, ImageIO.read(new ByteArrayInputStream(figure.png())).getWidth());
    }

    private static Figure drawing(String variant, boolean convolutional) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", "drawn");
        SpecBinder.put(tree, "dataset.name", "mnist");
        SpecBinder.put(tree, "model.variant", variant);
        SpecBinder.put(tree, "model.latent", 2);
        SpecBinder.put(tree, "model.activation", "leaky-relu");
        if (convolutional) {
            SpecBinder.put(tree, "model.conv.filters", List.of(64, 64, 64, 64));
            SpecBinder.put(tree, "model.conv.strides", List.of(1, 2, 2, 1));
        } else {
            SpecBinder.put(tree, "model.hidden", List.of(400, 100));
        }
        ExperimentSpec spec = SpecBinder.bind(tree, ExperimentSpec.class);
        Network network = Network.of(spec.model(), 28, 28, 10);
        return NetworkDrawing.of("network", new TrainedModel(spec, network, 28, 28, new float[0]));
    }
}
