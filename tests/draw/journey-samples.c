/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes journeys for tests: by a seed, long, wide and deep. */
#include "journey-samples.h"

#include "engine/journey/esp-journey-json.h"

#include <string.h>

typedef struct
{
  GRand *rand;
  GString *out;
  guint n;
  guint budget;
  guint max_depth;
  guint open[64]; /* numbers of the steps around */
} Maker;

EspJourney *
journey_sample_from_json (const char *json)
{
  g_autoptr (GError) error = NULL;
  EspJourney *journey = esp_journey_parse_json (json, -1, &error);

  if (journey == NULL)
    g_error ("%s: %s", error->message, json);
  return journey;
}

static void make_steps (Maker *self, guint depth);

static void
make_end (Maker *self, guint depth)
{
  guint which = g_rand_int_range (self->rand, 0, 10);
  guint number = self->n++;

  if (which < 3 || depth == 0)
    g_string_append_printf (self->out, "{\"id\":\"s%u\",\"kind\":\"exit\"}", number);
  else if (which < 4)
    g_string_append_printf (self->out,
                            "{\"id\":\"s%u\",\"kind\":\"go-to\",\"to\":\"s0\",\"times\":2}",
                            number);
  else if (which < 9)
    g_string_append_printf (self->out, "{\"id\":\"s%u\",\"kind\":\"join\"}", number);
  else
    g_string_append_printf (self->out, "{\"id\":\"s%u\",\"kind\":\"join\",\"after\":\"s%u\"}",
                            number, self->open[g_rand_int_range (self->rand, 0, (gint32) depth)]);
}

static void
make_branches (Maker *self, guint depth, const char *member, guint n)
{
  g_string_append (self->out, ",\"branches\":[");
  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (self->out, "%s{%s,\"steps\":[", i > 0 ? "," : "",
                              i + 1 == n &&
                                  g_str_equal (member, "\"when\":{\"kind\":\"tag\",\"op\":\"any_"
                                                       "of\",\"values\":[\"vip\"]}")
                                ? "\"else\":true"
                                : member);
      if (g_rand_int_range (self->rand, 0, 5) > 0 && self->budget > 0)
        {
          make_steps (self, depth + 1);
          if (g_rand_int_range (self->rand, 0, 8) > 0)
            {
              g_string_append_c (self->out, ',');
              make_end (self, depth + 1);
            }
        }
      g_string_append (self->out, "]}");
    }
  g_string_append_c (self->out, ']');
}

static void
make_step (Maker *self, guint depth)
{
  guint number = self->n++;
  guint which = depth < self->max_depth ? g_rand_int_range (self->rand, 0, 10) : 0;
  g_autofree char *group = NULL;

  if (g_rand_int_range (self->rand, 0, 6) == 0)
    group = g_strdup_printf (",\"group\":\"g%d\"", g_rand_int_range (self->rand, 0, 4));
  self->budget--;
  self->open[depth] = number;
  g_string_append_printf (self->out, "{\"id\":\"s%u\"%s,", number, group != NULL ? group : "");
  if (which < 5)
    g_string_append (self->out, "\"kind\":\"wait\",\"for\":{\"days\":2}");
  else if (which < 7)
    {
      g_string_append (self->out, "\"kind\":\"random\"");
      make_branches (self, depth, "\"share\":1", (guint) g_rand_int_range (self->rand, 1, 5));
    }
  else if (which < 8)
    {
      g_string_append (self->out, "\"kind\":\"split\"");
      make_branches (self, depth,
                     "\"when\":{\"kind\":\"tag\",\"op\":\"has-any\",\"values\":[\"vip\"]}",
                     (guint) g_rand_int_range (self->rand, 2, 5));
    }
  else
    {
      g_string_append (self->out, "\"kind\":\"send\",\"message\":\"m\",\"blocked\":\"branch\"");
      make_branches (self, depth, "\"title\":\"-\"", 1);
    }
  g_string_append_c (self->out, '}');
}

static void
make_steps (Maker *self, guint depth)
{
  guint n = (guint) g_rand_int_range (self->rand, 1, depth == 0 ? 12 : 5);

  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (self->out, ',');
      make_step (self, depth);
      if (self->budget == 0)
        return;
    }
}

/* Returns: (transfer full): a journey of about @n_steps steps that always is the same for a seed */
char *
journey_sample_random_json (guint32 seed, guint n_steps, guint max_depth)
{
  Maker maker = { .rand = g_rand_new_with_seed (seed),
                  .out = g_string_new ("{\"version\":1,\"groups\":[{\"id\":\"g0\"},{\"id\":\"g1\"},"
                                       "{\"id\":\"g2\"}],\"steps\":["),
                  .budget = n_steps,
                  .max_depth = max_depth };

  for (guint i = 0; maker.budget > 0; i++)
    {
      if (i > 0)
        g_string_append_c (maker.out, ',');
      make_steps (&maker, 0);
    }
  g_string_append (maker.out, "]}");
  g_rand_free (maker.rand);
  return g_string_free (maker.out, FALSE);
}

EspJourney *
journey_sample_random (guint32 seed, guint n_steps, guint max_depth)
{
  g_autofree char *json = journey_sample_random_json (seed, n_steps, max_depth);

  return journey_sample_from_json (json);
}

/* Returns: (transfer full): that many steps, one behind the other */
EspJourney *
journey_sample_row (guint n_steps)
{
  g_autoptr (GString) out = g_string_new ("{\"version\":1,\"steps\":[");

  for (guint i = 0; i < n_steps; i++)
    g_string_append_printf (out, "%s{\"id\":\"s%u\",\"kind\":\"%s\"}", i > 0 ? "," : "", i,
                            i + 1 == n_steps ? "exit" : "webhook\",\"url\":\"https://example.com/");
  g_string_append (out, "]}");
  return journey_sample_from_json (out->str);
}

/* Returns: (transfer full): splits of fifty branches below each other */
EspJourney *
journey_sample_branches (guint n_steps)
{
  g_autoptr (GString) out = g_string_new ("{\"version\":1,\"steps\":[");
  guint n = 0;

  while (n + 101 < n_steps)
    {
      g_string_append_printf (out, "%s{\"id\":\"s%u\",\"kind\":\"random\",\"branches\":[",
                              n > 0 ? "," : "", n);
      n++;
      for (guint i = 0; i < 50; i++, n += 2)
        g_string_append_printf (out,
                                "%s{\"share\":1,\"steps\":[{\"id\":\"s%u\",\"kind\":\"wait\","
                                "\"for\":{"
                                "\"days\":1}},{\"id\":\"s%u\",\"kind\":\"join\"}]}",
                                i > 0 ? "," : "", n, n + 1);
      g_string_append (out, "]}");
    }
  g_string_append_printf (out, ",{\"id\":\"s%u\",\"kind\":\"exit\"}]}", n);
  return journey_sample_from_json (out->str);
}

/* Returns: (transfer full): branches in branches, each coming out behind the one before it */
EspJourney *
journey_sample_deep (guint depth)
{
  g_autoptr (GString) out = g_string_new ("{\"version\":1,\"steps\":[");

  for (guint i = 0; i < depth; i++)
    g_string_append_printf (out,
                            "{\"id\":\"r%u\",\"kind\":\"random\",\"branches\":[{\"share\":1,"
                            "\"steps\":[{"
                            "\"id\":\"w%u\",\"kind\":\"wait\",\"for\":{\"days\":1}},",
                            i, i);
  g_string_append (out, "{\"id\":\"in\",\"kind\":\"join\"}");
  for (guint i = depth; i > 0; i--)
    g_string_append_printf (out,
                            "]},{\"share\":1,\"steps\":[{\"id\":\"e%u\",\"kind\":\"exit\"}]}]}%s",
                            i,
                            i > 1 ? ",{\"id\":\"j\",\"kind\":\"join\"}"
                                  : ",{\"id\":\"out\",\"kind\":"
                                    "\"exit\"}");
  g_string_append (out, "]}");
  for (guint i = 0, n = 0; i + 4 < out->len; i++)
    if (strncmp (out->str + i, "\"j\",", 4) == 0)
      {
        g_autofree char *id = g_strdup_printf ("j%u", n++);

        g_string_insert (out, (gssize) i + 2, id + 1);
      }
  return journey_sample_from_json (out->str);
}
