package io.sensorplatform.auth.operator;

import io.sensorplatform.defaults.token.Scopes;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** The operators that are kept. */
@Component
public final class Operators implements UserDetailsService {

  /** Everything that an operator can be allowed. */
  public static final Set<String> SCOPES =
      Set.of(
          Scopes.READINGS_READ,
          Scopes.SENSORS_ADMIN,
          Scopes.DEVICES_ADMIN,
          Scopes.OPERATIONS,
          Scopes.PLATFORM_ADMIN);

  private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

  private final JdbcClient jdbc;
  private final Clock clock;
  private final PasswordEncoder passwords;

  Operators(JdbcClient jdbc, Clock clock, PasswordEncoder passwords) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.passwords = passwords;
  }

  /** The operator, unless there is none of this name or they are disabled. */
  public Optional<Operator> find(String username) {
    if (!USERNAME.matcher(username).matches()) {
      return Optional.empty();
    }
    return jdbc.sql(
            """
            select username, password_hash, tenant, version,
              case when platform_admin then scopes || 'platform:admin'::text else scopes end as scopes
            from operator where username = ? and disabled_at is null
            """)
        .param(username)
        .query((row, number) ->
            new Operator(
                row.getString("username"),
                row.getString("password_hash"),
                row.getString("tenant"),
                Set.of((String[]) row.getArray("scopes").getArray()),
                row.getLong("version")))
        .optional();
  }

  @Override
  public Operator loadUserByUsername(String username) {
    return find(username).orElseThrow(() -> new UsernameNotFoundException("no such operator"));
  }

  /** Whether this is an operator who may administer the devices of every tenant. */
  public boolean isPlatformAdmin(String username) {
    return jdbc.sql(
            """
            select 1 from operator
            where username = ? and platform_admin and disabled_at is null
            """)
        .param(username)
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  public static boolean isUsername(String text) {
    return USERNAME.matcher(text).matches();
  }

  boolean none() {
    return jdbc.sql("select not exists (select from operator)").query(Boolean.class).single();
  }

  /** Until the end of the transaction nobody else makes or changes any. */
  void lockAll() {
    jdbc.sql("lock table operator in share row exclusive mode").update();
  }

  /** Creates the first operator; false if there is one by now. */
  boolean createFirst(String username, String password, String tenant) {
    if (!USERNAME.matcher(username).matches()) {
      throw new IllegalArgumentException("not a username: " + username);
    }
    String hash = passwords.encode(password);
    return jdbc.sql(
                """
                insert into operator
                  (username, password_hash, tenant, scopes, platform_admin, created_at)
                select ?, ?, ?, ?, true, ? where not exists (select from operator)
                on conflict (username) do nothing
                """)
            .params(
                username,
                hash,
                tenant,
                Role.ADMIN.scopes().toArray(String[]::new),
                Timestamp.from(clock.instant()))
            .update()
        > 0;
  }
}
