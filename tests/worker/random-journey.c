/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes journeys by chance: every kind of step, rules that time alone changes, ways back. */
#include "random-journey.h"

static const char *const cities[] = { "서울", "부산", "대구" };
static const char *const kinds[] = { "open", "visit", "order", "signup" };

static guint
below (RandomJourney *self, guint n)
{
  return esp_random_below (&self->random, n);
}

/* A condition of any kind, those that time alone changes among it. */
static void
write_condition (RandomJourney *self)
{
  GString *text = self->text;

  switch (below (self, 8))
    {
    case 0:
      g_string_append_printf (text,
                              "{\"kind\":\"attribute\",\"field\":\"city\",\"op\":\"is\",\"values\":"
                              "["
                              "\"%s\"]}",
                              cities[below (self, 3)]);
      break;
    case 1:
      g_string_append_printf (text,
                              "{\"kind\":\"attribute\",\"field\":\"score\",\"op\":\"at-least\","
                              "\"values\":[%u]}",
                              below (self, 70));
      break;
    case 2:
      g_string_append_printf (text, "{\"kind\":\"tag\",\"op\":\"%s\",\"values\":[\"%s\"]}",
                              below (self, 2) ? "has-any" : "has-none",
                              below (self, 2) ? "VIP" : "t");
      break;
    case 3:
      g_string_append_printf (text, "{\"kind\":\"segment\",\"segment\":\"%s\",\"negate\":%s}",
                              self->list, below (self, 2) ? "true" : "false");
      break;
    case 4:
      g_string_append_printf (text,
                              "{\"kind\":\"event\",\"event\":\"%s\",\"negate\":%s,\"window\":{"
                              "\"kind\":\"last\",\"n\":%u,\"unit\":\"%s\"}}",
                              kinds[below (self, 3)], below (self, 2) ? "true" : "false",
                              1 + below (self, 4), below (self, 2) ? "day" : "hour");
      break;
    case 5:
      g_string_append_printf (text,
                              "{\"kind\":\"event\",\"event\":\"order\",\"where\":[{\"property\":"
                              "\"amount\",\"op\":\"at-least\",\"values\":[%u]}],\"count\":{\"op\":"
                              "\"at-least\",\"n\":%u}}",
                              below (self, 100), 1 + below (self, 2));
      break;
    case 6:
      g_string_append_printf (text,
                              "{\"kind\":\"attribute\",\"field\":\"created_at\",\"op\":\"within\","
                              "\"window\":{\"kind\":\"last\",\"n\":%u,\"unit\":\"day\"}}",
                              5 + below (self, 30));
      break;
    default:
      g_string_append (text,
                       "{\"kind\":\"event\",\"event\":\"visit\",\"window\":{\"kind\":\"today\"}}");
      break;
    }
}

static void
write_rule (RandomJourney *self)
{
  static const char *const groups[] = { "all", "any", "none" };

  if (below (self, 2) == 0)
    {
      write_condition (self);
      return;
    }
  g_string_append_printf (self->text, "{\"group\":\"%s\",\"items\":[", groups[below (self, 3)]);
  write_condition (self);
  g_string_append_c (self->text, ',');
  write_condition (self);
  g_string_append (self->text, "]}");
}

static void write_steps (RandomJourney *self, guint depth, const char *end);

static void
write_branch (RandomJourney *self, const char *head, guint depth)
{
  g_string_append_printf (self->text, "{%s,\"steps\":[", head);
  write_steps (self, depth + 1, below (self, 5) == 0 ? "exit" : "join");
  g_string_append (self->text, "]}");
}

static void
write_update (RandomJourney *self)
{
  static const char *const changes[] = {
    "{\"do\":\"tag\",\"tag\":\"t\"}",
    "{\"do\":\"untag\",\"tag\":\"VIP\"}",
    "{\"do\":\"add\",\"field\":\"score\",\"value\":15}",
    "{\"do\":\"decay\",\"field\":\"score\",\"value\":50}",
    "{\"do\":\"set\",\"field\":\"city\",\"value\":\"부산\"}",
    "{\"do\":\"clear\",\"field\":\"city\"}",
  };

  g_string_append_printf (self->text, "\"kind\":\"update\",\"changes\":[%s]}",
                          changes[below (self, G_N_ELEMENTS (changes))]);
}

static void
write_wait (RandomJourney *self, guint depth)
{
  GString *text = self->text;
  guint kind = below (self, 6);

  g_string_append (text, "\"kind\":\"wait\",");
  if (kind == 0)
    g_string_append_printf (text, "\"for\":{\"hours\":%u}}", 1 + below (self, 60));
  else if (kind == 1)
    g_string_append_printf (text, "\"for\":{\"days\":%u}}", 1 + below (self, 3));
  else if (kind == 2)
    g_string_append_printf (text,
                            "\"until\":{\"at\":\"%02u:00\",\"weekdays\":[\"mon\",\"wed\","
                            "\"fri\"]}}",
                            below (self, 24));
  else if (kind == 3)
    g_string_append_printf (text, "\"event\":{\"event\":\"%s\"},\"timeout\":{\"hours\":%u}}",
                            kinds[below (self, 3)], 6 + below (self, 60));
  else if (kind == 4)
    {
      g_string_append_printf (text,
                              "\"event\":{\"event\":\"order\",\"where\":[{\"property\":\"amount\","
                              "\"op\":\"more\",\"values\":[%u]}]},\"timeout\":{\"days\":2},"
                              "\"branches\":[",
                              below (self, 90));
      write_branch (self, "\"on\":\"met\"", depth);
      g_string_append_c (text, ',');
      write_branch (self, "\"on\":\"late\"", depth);
      g_string_append (text, "]}");
    }
  else
    {
      g_string_append (text, "\"condition\":");
      write_rule (self);
      g_string_append_printf (text, ",\"timeout\":{\"hours\":%u}}", 12 + below (self, 60));
    }
}

static void
write_goal (RandomJourney *self)
{
  static const char *const otherwise[] = { "go-on", "wait", "exit" };

  g_string_append (self->text, "\"kind\":\"goal\",");
  if (below (self, 2) == 0)
    g_string_append_printf (self->text, "\"event\":{\"event\":\"%s\"}", kinds[below (self, 3)]);
  else
    {
      g_string_append (self->text, "\"condition\":");
      write_rule (self);
    }
  g_string_append_printf (self->text, ",\"reached\":\"%s\",\"otherwise\":\"%s\"}",
                          below (self, 2) ? "go-on" : "exit", otherwise[below (self, 3)]);
}

static void
write_split (RandomJourney *self, guint depth)
{
  gboolean is_random = below (self, 3) == 0;

  g_string_append_printf (self->text, "\"kind\":\"%s\",\"branches\":[",
                          is_random ? "random" : "split");
  if (is_random)
    write_branch (self, "\"share\":30", depth);
  else
    {
      g_string_append (self->text, "{\"when\":");
      write_rule (self);
      g_string_append (self->text, ",\"steps\":[");
      write_steps (self, depth + 1, "join");
      g_string_append (self->text, "]}");
    }
  g_string_append_c (self->text, ',');
  write_branch (self, is_random ? "\"share\":70" : "\"else\":true", depth);
  g_string_append (self->text, "]}");
}

static void
write_step (RandomJourney *self, guint depth)
{
  GString *text = self->text;
  guint id = self->n_steps++;

  g_string_append_printf (text, "{\"id\":\"s%u\",", id);
  switch (below (self, depth < 2 ? 9 : 7))
    {
    case 0:
      g_string_append_printf (text,
                              "\"kind\":\"send\",\"message\":\"Hello\",\"channel\":\"Null\"%s}",
                              below (self, 3) == 0 ? ",\"blocked\":\"exit\"" : "");
      break;
    case 1:
    case 2:
      write_wait (self, depth);
      break;
    case 3:
      write_update (self);
      break;
    case 4:
      g_string_append_printf (text, "\"kind\":\"segment\",\"do\":\"%s\",\"segment\":\"list\"}",
                              below (self, 2) ? "add" : "remove");
      break;
    case 5:
      write_goal (self);
      break;
    case 6:
      if (id > 0 && depth == 0)
        g_string_append_printf (text, "\"kind\":\"go-to\",\"to\":\"s0\",\"times\":%u}",
                                1 + below (self, 2));
      else
        g_string_append (text, "\"kind\":\"task\",\"text\":\"call\"}");
      break;
    default:
      write_split (self, depth);
      break;
    }
}

static void
write_steps (RandomJourney *self, guint depth, const char *end)
{
  for (guint n = 1 + below (self, depth == 0 ? 7 : 2); n > 0; n--)
    {
      write_step (self, depth);
      g_string_append_c (self->text, ',');
    }
  g_string_append_printf (self->text, "{\"id\":\"e%u\",\"kind\":\"%s\"}", self->n_steps++, end);
}

/* Writes the next journey into the text. */
void
random_journey_write (RandomJourney *self)
{
  static const char *const reentries[] = { "\"never\"", "\"always\"", "\"after\",\"days\":2" };

  self->is_manual = below (self, 3) == 0;
  self->n_steps = 0;
  g_string_assign (self->text, "{\"version\":1,\"name\":\"J\",\"entries\":[");
  if (self->is_manual)
    g_string_append (self->text, "{\"id\":\"in\",\"kind\":\"manual\"}");
  else
    g_string_append_printf (self->text,
                            "{\"id\":\"a\",\"kind\":\"event\",\"match\":{\"event\":\"signup\"}},"
                            "{\"id\":\"b\",\"kind\":\"%s\",\"segment\":\"active\"},"
                            "{\"id\":\"d\",\"kind\":\"date\",\"field\":\"created_at\",\"days\":%u,"
                            "\"at\":\"09:30\"}",
                            below (self, 2) ? "enters-segment" : "leaves-segment",
                            below (self, 30));
  g_string_append_printf (self->text, "],\"reentry\":{\"rule\":%s},\"zone\":\"%s\",\"steps\":[",
                          reentries[below (self, 3)], below (self, 2) ? "lead" : "workspace");
  write_steps (self, 0, "exit");
  g_string_append (self->text, "]}");
}
