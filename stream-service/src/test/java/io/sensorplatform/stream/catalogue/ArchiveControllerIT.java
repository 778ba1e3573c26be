package io.sensorplatform.stream.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.Scopes;
import io.sensorplatform.defaults.token.VerifiedToken;
import io.sensorplatform.stream.consume.SourcePartition;
import io.sensorplatform.stream.log.LogEnds;
import io.sensorplatform.stream.objects.ArchivedObject;
import io.sensorplatform.stream.objects.Contents;
import io.sensorplatform.stream.objects.HourlyCounts;
import io.sensorplatform.stream.query.StoreQueries;
import io.sensorplatform.stream.testing.Readings;
import io.sensorplatform.stream.testing.TestDatabase;
import io.sensorplatform.stream.testing.TestTopic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class ArchiveControllerIT {

  private static final VerifiedToken OPERATOR = token(Scopes.OPERATIONS, Scopes.PLATFORM_ADMIN);

  private final TestDatabase database = new TestDatabase().migrated();
  private final StoreQueries queries = new StoreQueries(database.pool());
  private final CatalogueWriter writer =
      new CatalogueWriter(
          JdbcClient.create(database.pool()),
          new TransactionTemplate(new JdbcTransactionManager(database.pool())));
  private TestTopic topic;
  private LogEnds logEnds;
  private ArchiveController controller;
  private UUID topicId;

  private static VerifiedToken token(String... scopes) {
    return new VerifiedToken(
        "someone", "default", List.of("*"), Set.of(scopes), Instant.parse("2100-01-01T00:00:00Z"));
  }

  @BeforeEach
  void open() throws Exception {
    topic = TestTopic.create(2);
    logEnds = new LogEnds(topic.name(), TestTopic.settings());
    topicId = logEnds.now().topicId();
    controller = new ArchiveController(new Catalogue(queries), logEnds);
  }

  @AfterEach
  void close() {
    logEnds.close();
    topic.close();
    queries.close();
    database.close();
  }

  @Test
  void objectsAreListedByPartitionAndOffsetPageByPage() {
    for (int partition = 1; partition >= 0; partition--) {
      for (int object = 4; object >= 0; object--) {
        note(partition, object * 10L, object * 10L + 9);
      }
    }
    var found = new ArrayList<CataloguedObject>();
    String cursor = null;
    int pages = 0;
    do {
      var page = controller.objects(OPERATOR, topic.name(), null, null, null, cursor, 3);
      assertThat(page.items()).hasSizeLessThanOrEqualTo(3);
      found.addAll(page.items());
      cursor = page.next();
      pages++;
    } while (cursor != null);
    assertThat(pages).isEqualTo(4);
    assertThat(found)
        .extracting(object -> object.partition() + "/" + object.startOffset())
        .containsExactly(
            "0/0", "0/10", "0/20", "0/30", "0/40", "1/0", "1/10", "1/20", "1/30", "1/40");
    assertThat(controller.objects(OPERATOR, topic.name(), 1, null, null, null, 100).items())
        .hasSize(5);
  }

  @Test
  void objectsAreChosenByTheTimeOfTheirReadings() {
    note(0, 0, 9);
    note(0, 100, 109);
    assertThat(objects("1970-01-01T00:01:00Z", null)).containsExactly(100L);
    assertThat(objects(null, "1970-01-01T00:01:00Z")).containsExactly(0L);
    assertThat(objects("1970-01-01T00:00:09Z", "1970-01-01T00:01:40Z")).containsExactly(0L);
    assertThat(objects("1970-01-01T02:00:09+02:00", null)).hasSize(2);
  }

  @Test
  void partitionsTellGapsOverlapsAndHowFarTheyAreBehindKafka() throws Exception {
    note(0, 5, 9);
    note(0, 20, 29);
    note(0, 25, 27);
    note(0, 30, 39);
    note(1, 0, 1);
    for (int record = 0; record < 4; record++) {
      topic.send(1, new byte[] {1}, null);
    }
    var partitions = controller.partitions(OPERATOR, topic.name()).items();
    assertThat(partitions).hasSize(2);
    var first = partitions.getFirst();
    assertThat(first.gaps()).containsExactly(new PartitionSummary.Range(10, 19));
    assertThat(first.overlaps()).containsExactly(new PartitionSummary.Range(25, 27));
    assertThat(first.firstOffset()).isEqualTo(5);
    assertThat(first.nextOffset()).isEqualTo(40);
    assertThat(first.objects()).isEqualTo(4);
    var second = partitions.getLast();
    assertThat(second.gaps()).isEmpty();
    assertThat(second.logEnd()).isEqualTo(4);
    assertThat(second.lag()).isEqualTo(2);
  }

  @Test
  void whoIsNoOperatorOfTheWholePlatformSeesNothing() {
    for (var scopes :
        List.of(
            new String[] {Scopes.READINGS_READ},
            new String[] {Scopes.OPERATIONS},
            new String[] {Scopes.PLATFORM_ADMIN})) {
      assertProblem(
          ProblemCode.SCOPE_MISSING,
          () -> controller.objects(token(scopes), topic.name(), null, null, null, null, 100));
      assertProblem(
          ProblemCode.SCOPE_MISSING, () -> controller.partitions(token(scopes), topic.name()));
    }
  }

  @Test
  void wrongParametersAreRefused() {
    for (int limit : new int[] {0, 1_001}) {
      assertProblem(
          ProblemCode.INVALID_PARAMETER,
          () -> controller.objects(OPERATOR, topic.name(), null, null, null, null, limit));
    }
    for (var cursor : List.of("", "x", "AAAA", "****")) {
      assertProblem(
          ProblemCode.INVALID_PARAMETER,
          () -> controller.objects(OPERATOR, topic.name(), null, null, null, cursor, 10));
    }
    assertProblem(
        ProblemCode.INVALID_PARAMETER,
        () -> controller.objects(OPERATOR, topic.name(), null, "yesterday", null, null, 10));
    note(0, 0, 9);
    note(0, 10, 19);
    var next = controller.objects(OPERATOR, topic.name(), null, null, null, null, 1).next();
    assertProblem(
        ProblemCode.INVALID_PARAMETER,
        () -> controller.objects(OPERATOR, topic.name(), 0, null, null, next, 1));
  }

  private List<Long> objects(String from, String to) {
    return controller.objects(OPERATOR, topic.name(), null, from, to, null, 100).items().stream()
        .map(CataloguedObject::startOffset)
        .toList();
  }

  private static void assertProblem(ProblemCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  /** Readings of an object are observed at as many seconds after 1970 as its offsets tell. */
  private void note(int partition, long start, long end) {
    var contents =
        new Contents(
            new SourcePartition(topic.name(), topicId, partition),
            start,
            end,
            end - start + 1,
            0,
            Readings.micros(Instant.ofEpochSecond(start)),
            Readings.micros(Instant.ofEpochSecond(end)));
    writer.add(
        new ArchivedObject(contents, Optional.empty(), 100, Instant.EPOCH),
        new HourlyCounts(List.of(new HourlyCounts.Entry("default", 0, end - start + 1))));
  }
}
