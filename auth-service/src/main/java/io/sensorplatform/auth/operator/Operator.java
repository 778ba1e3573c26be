package io.sensorplatform.auth.operator;

import java.util.List;
import java.util.Set;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.userdetails.UserDetails;

/**
 * A person who administers or watches the platform.
 *
 * @param passwordHash with the algorithm's id in front
 * @param tenant whose devices and readings they see
 * @param scopes what their tokens can allow at most
 */
public record Operator(String username, String passwordHash, String tenant, Set<String> scopes)
    implements UserDetails {

  public Operator {
    scopes = Set.copyOf(scopes);
  }

  @Override
  public String getUsername() {
    return username;
  }

  @Override
  public String getPassword() {
    return passwordHash;
  }

  /** None: what an operator may do, their tokens say as scopes. */
  @Override
  public List<GrantedAuthority> getAuthorities() {
    return List.of();
  }

  @Override
  public String toString() {
    return "Operator[" + username + "]";
  }
}
