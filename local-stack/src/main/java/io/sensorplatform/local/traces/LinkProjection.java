package io.sensorplatform.local.traces;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes one trace of what links tie together. A batch span only links to the spans that produced
 * its records, each in a trace of its own, and Zipkin knows no links. So each linked trace gets a
 * copy of the batch span, as child of the linked span, and copies of the batch span's descendants
 * below it. The original stays in its own trace.
 *
 * <p>Spans arrive in any order: children end, and are exported, before their parents. A span whose
 * ancestors are not all known yet is kept until they are; as many as {@code capacity}, and not
 * longer than {@code maxAge}, after which it simply gets no more copies.
 *
 * <p>A copy's id follows from the original's and the trace it is put in, so a repeated export
 * stores nothing twice. Links are followed once, not from copy to copy.
 */
final class LinkProjection {
  /** A batch of thousands of requests must not flood the trace page with copies of itself. */
  static final int TRACES_PER_SPAN = 64;

  private final int capacity;
  private final Duration maxAge;
  private final Clock clock;

  /** Young last: a node moves to the end when its span arrives. */
  private final LinkedHashMap<SpanRef, Node> nodes = new LinkedHashMap<>();

  private long projected;

  LinkProjection(int capacity, Duration maxAge, Clock clock) {
    this.capacity = capacity;
    this.maxAge = maxAge;
    this.clock = clock;
  }

  /** The spans received and every copy that has become possible by them. */
  synchronized List<ZipkinSpan> place(List<ReceivedSpan> received) {
    List<ZipkinSpan> placed = new ArrayList<>();
    received.forEach(each -> place(each, placed));
    forgetOld();
    projected += placed.size() - received.size();
    return placed;
  }

  /**
   * Spans remembered: those that wait for their ancestors, and ancestors that children may follow.
   */
  synchronized int remembered() {
    return nodes.size();
  }

  /** Copies made since the start. */
  synchronized long projected() {
    return projected;
  }

  private void place(ReceivedSpan received, List<ZipkinSpan> placed) {
    ZipkinSpan span = received.span();
    placed.add(span);
    Node known = nodes.remove(span.ref());
    Node node = known == null ? new Node() : known;
    nodes.put(span.ref(), node);
    node.touched = clock.millis();
    if (node.span != null || node.complete) {
      node.copies.forEach((copy, parent) -> placed.add(span.copyInto(parent, copy.spanId())));
      return;
    }
    node.span = span;
    received.links().forEach(link -> project(node, link, placed));
    SpanRef parentRef = span.parent();
    if (parentRef == null) {
      complete(node);
      return;
    }
    Node parent = nodes.computeIfAbsent(parentRef, ref -> awaited());
    parent.copies.keySet().forEach(copy -> project(node, copy, placed));
    if (parent.complete) {
      complete(node);
    } else {
      parent.waiting.add(node);
    }
  }

  /** Copies the span below {@code parent}, and what waits for the span below that copy. */
  private static void project(Node node, SpanRef parent, List<ZipkinSpan> placed) {
    ZipkinSpan span = node.span;
    if (span == null
        || parent.traceId().equals(span.traceId())
        || node.copies.size() >= TRACES_PER_SPAN) {
      return;
    }
    SpanRef copy = new SpanRef(parent.traceId(), copyId(span.ref(), parent.traceId()));
    if (node.copies.putIfAbsent(copy, parent) != null) {
      return;
    }
    placed.add(span.copyInto(parent, copy.spanId()));
    node.waiting.forEach(child -> project(child, copy, placed));
  }

  /** All ancestors are known, so no more copies can come: the span itself need not be kept. */
  private static void complete(Node node) {
    if (node.complete) {
      return;
    }
    node.complete = true;
    node.span = null;
    node.waiting.forEach(LinkProjection::complete);
    node.waiting.clear();
  }

  private Node awaited() {
    Node node = new Node();
    node.touched = clock.millis();
    return node;
  }

  private void forgetOld() {
    long oldest = clock.millis() - maxAge.toMillis();
    var eldest = nodes.values().iterator();
    while (eldest.hasNext()) {
      if (eldest.next().touched > oldest && nodes.size() <= capacity) {
        return;
      }
      eldest.remove();
    }
  }

  static String copyId(SpanRef original, String traceId) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (traceId + original.traceId() + original.spanId())
                      .getBytes(StandardCharsets.US_ASCII));
      // All zeros would be no id at all.
      return HexFormat.of().toHexDigits(ByteBuffer.wrap(digest).getLong() | 1);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /** What is known of one span, which itself may not have come yet. */
  private static final class Node {
    @Nullable ZipkinSpan span;

    /** No ancestor is missing. */
    boolean complete;

    long touched;

    /** Where copies of the span are, each with its parent there. */
    final Map<SpanRef, SpanRef> copies = new LinkedHashMap<>();

    /** Children that came before this span was complete. */
    final List<Node> waiting = new ArrayList<>();
  }
}
