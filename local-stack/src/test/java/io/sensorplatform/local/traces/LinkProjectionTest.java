package io.sensorplatform.local.traces;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LinkProjectionTest {
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private final LinkProjection projection = projection(1_000);

  @Test
  void leavesASpanWithoutLinksAlone() {
    var root = span("a", "1", null);
    var child = span("a", "2", "1");

    assertThat(projection.place(List.of(child, root))).containsExactly(child.span(), root.span());
    assertThat(projection.projected()).isZero();
  }

  @Test
  void copiesALinkingSpanUnderTheSpanItLinksTo() {
    var batch = span("b", "1", null, new SpanRef("a", "7"));

    var placed = projection.place(List.of(batch));

    assertThat(placed).hasSize(2).startsWith(batch.span());
    ZipkinSpan copy = placed.get(1);
    assertThat(copy.traceId()).isEqualTo("a");
    assertThat(copy.parentId()).isEqualTo("7");
    assertThat(copy.id()).matches("[0-9a-f]{16}").isNotEqualTo("1");
    assertThat(copy.name()).isEqualTo(batch.span().name());
    assertThat(copy.tags())
        .containsEntry("link.projected", "true")
        .containsEntry("link.original_trace_id", "b")
        .containsEntry("link.original_span_id", "1");
  }

  @Test
  void copiesDescendantsWhateverTheOrderTheyComeIn() {
    var spans =
        List.of(
            span("b", "1", null, new SpanRef("a", "7"), new SpanRef("c", "9")),
            span("b", "2", "1"),
            span("b", "3", "2"),
            span("b", "4", "2"));
    Set<ZipkinSpan> expected = Set.copyOf(projection(1_000).place(spans));
    assertThat(expected).hasSize(12);

    var shuffled = new ArrayList<>(spans);
    for (int seed = 0; seed < 50; seed++) {
      Collections.shuffle(shuffled, new Random(seed));
      LinkProjection fresh = projection(1_000);
      Set<ZipkinSpan> placed = new LinkedHashSet<>();
      shuffled.forEach(each -> placed.addAll(fresh.place(List.of(each))));
      assertThat(placed).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void hangsTheCopyOfAChildUnderTheCopyOfItsParent() {
    var placed =
        projection.place(List.of(span("b", "2", "1"), span("b", "1", null, new SpanRef("a", "7"))));

    Map<String, ZipkinSpan> copies =
        placed.stream()
            .filter(span -> span.traceId().equals("a"))
            .collect(
                Collectors.toMap(
                    span -> span.tags().getOrDefault("link.original_span_id", ""), span -> span));
    assertThat(copies).containsOnlyKeys("1", "2");
    assertThat(copies.get("2").parentId()).isEqualTo(copies.get("1").id());
  }

  @Test
  void copiesAChildThatComesLongAfterItsLinkingParent() {
    projection.place(List.of(span("b", "1", null, new SpanRef("a", "7"))));
    now = now.plusSeconds(60);

    assertThat(projection.place(List.of(span("b", "2", "1"))))
        .extracting(ZipkinSpan::traceId)
        .containsExactly("b", "a");
  }

  @Test
  void copiesALinkingSpanWhoseOwnParentIsUnknown() {
    var batch = span("b", "2", "1", new SpanRef("a", "7"));

    assertThat(projection.place(List.of(batch)))
        .extracting(ZipkinSpan::traceId)
        .containsExactly("b", "a");
  }

  @Test
  void putsOneCopyIntoATraceThatIsLinkedToManyTimes() {
    var batch = span("b", "1", null, new SpanRef("a", "7"), new SpanRef("a", "8"));

    assertThat(projection.place(List.of(batch)))
        .filteredOn(span -> span.traceId().equals("a"))
        .extracting(ZipkinSpan::parentId)
        .containsExactly("7");
  }

  @Test
  void doesNotCopyIntoTheSpansOwnTrace() {
    var span = span("a", "2", "1", new SpanRef("a", "9"));

    assertThat(projection.place(List.of(span))).containsExactly(span.span());
  }

  @Test
  void copiesIntoAtMost64Traces() {
    SpanRef[] links =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new SpanRef("linked" + i, "7"))
            .toArray(SpanRef[]::new);

    assertThat(projection.place(List.of(span("b", "2", "1"), span("b", "1", null, links))))
        .hasSize(2 + 2 * LinkProjection.TRACES_PER_SPAN);
  }

  @Test
  void givesTheSameCopiesForAnExportThatIsRepeated() {
    var spans = List.of(span("b", "2", "1"), span("b", "1", null, new SpanRef("a", "7")));

    var first = projection.place(spans);
    var second = projection.place(spans);

    assertThat(Set.copyOf(second)).isEqualTo(Set.copyOf(first));
  }

  @Test
  void survivesSpansThatAreEachOthersParents() {
    var placed =
        projection.place(
            List.of(
                span("b", "1", "3", new SpanRef("a", "7")),
                span("b", "2", "1"),
                span("b", "3", "2")));

    assertThat(placed).hasSize(6);
  }

  @Test
  void remembersNoMoreThanItsCapacity() {
    LinkProjection small = projection(100);
    for (int i = 0; i < 1_000; i++) {
      small.place(List.of(span("t" + i, "2", "1")));
    }

    assertThat(small.remembered()).isEqualTo(100);
  }

  @Test
  void forgetsWhatIsTooOld() {
    projection.place(List.of(span("b", "2", "1")));
    now = now.plusSeconds(121);
    projection.place(List.of(span("c", "1", null)));

    assertThat(projection.remembered()).isEqualTo(1);
    assertThat(projection.place(List.of(span("b", "1", null, new SpanRef("a", "7")))))
        .extracting(ZipkinSpan::id)
        .as("the child is gone, so only its parent is copied")
        .hasSize(2);
  }

  private LinkProjection projection(int capacity) {
    InstantSource source = () -> now;
    Clock clock = source.withZone(ZoneOffset.UTC);
    return new LinkProjection(capacity, Duration.ofMinutes(2), clock);
  }

  private static ReceivedSpan span(
      String traceId, String id, @Nullable String parentId, SpanRef... links) {
    return new ReceivedSpan(
        new ZipkinSpan(
            traceId, id, parentId, null, "span " + id, 1, 1, "s", null, List.of(), Map.of()),
        Arrays.asList(links));
  }
}
