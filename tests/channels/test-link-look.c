/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Promises of opening links: what is gone is told from what is shut, nothing private is asked, nobody waits. */
#include "channels/web/esp-link-look.h"

#include "http-peer.h"
#include "test-home.h"

#include <string.h>

static void
answer_cb (HttpPeer *peer, const HttpPeerRequest *request, HttpPeerAnswer *answer, gpointer data)
{
  if (strstr (request->path, "gone") != NULL)
    answer->status = 404;
  else if (strstr (request->path, "shut") != NULL)
    answer->status = 403;
  else if (strstr (request->path, "nohead") != NULL && g_str_equal (request->method, "HEAD"))
    answer->status = 405;
  else if (strstr (request->path, "loop") != NULL)
    {
      answer->status = 302;
      answer->header = "Location: /loop";
    }
  else if (strstr (request->path, "to") != NULL)
    {
      answer->status = 301;
      answer->header = "Location: /fine";
    }
  else if (strstr (request->path, "cut") != NULL)
    answer->mode = HTTP_PEER_CUT;
}

typedef struct
{
  char **urls;
  gboolean takes_private;
  GPtrArray *looks;
  int is_done; /* atomic */
} Round;

static gpointer
look_thread (gpointer data)
{
  Round *round = data;

  round->looks = esp_link_look_all ((const char *const *) round->urls, round->takes_private, 1);
  g_atomic_int_set (&round->is_done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

/* The peer answers in this thread while another one asks. */
static void
look (Round *round)
{
  GThread *thread = g_thread_new ("look", look_thread, round);

  while (!g_atomic_int_get (&round->is_done))
    (void) g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
}

static void
test_states (void)
{
  static const struct
  {
    const char *path;
    EspLinkState state;
  } cases[] = {
    { "/fine", ESP_LINK_OPENS },   { "/gone", ESP_LINK_STATUS }, { "/shut", ESP_LINK_SHUT },
    { "/nohead", ESP_LINK_OPENS }, { "/loop", ESP_LINK_CIRCLE }, { "/to", ESP_LINK_OPENS },
    { "/cut", ESP_LINK_SILENT },
  };
  HttpPeer *peer = http_peer_new (answer_cb, NULL);
  g_autoptr (GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);
  Round round = { .takes_private = TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_ptr_array_add (urls, g_strconcat (http_peer_get_url (peer), cases[i].path, NULL));
  g_ptr_array_add (urls, NULL);
  round.urls = (char **) urls->pdata;
  look (&round);
  g_assert_cmpuint (round.looks->len, ==, G_N_ELEMENTS (cases));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const EspLinkLook *one = round.looks->pdata[i];

      if (one->state != cases[i].state)
        g_error ("%s: %s", one->url, esp_link_state_name (one->state));
    }
  g_assert_true (g_str_has_suffix (((EspLinkLook *) round.looks->pdata[5])->last_url, "/fine"));
  g_ptr_array_unref (round.looks);
  http_peer_free (peer);
}

/* What leads inside is not even knocked at; nor is what is no address of the web. */
static void
test_private (void)
{
  HttpPeer *peer = http_peer_new (answer_cb, NULL);
  g_autofree char *inside = g_strconcat (http_peer_get_url (peer), "/fine", NULL);
  const char *const urls[] = { inside, "file:///etc/passwd", "http://[::1]/", "http://", NULL };
  Round round = { .urls = (char **) urls };

  look (&round);
  g_assert_cmpint (((EspLinkLook *) round.looks->pdata[0])->state, ==, ESP_LINK_PRIVATE);
  g_assert_cmpint (((EspLinkLook *) round.looks->pdata[1])->state, ==, ESP_LINK_BAD);
  g_assert_cmpint (((EspLinkLook *) round.looks->pdata[2])->state, ==, ESP_LINK_PRIVATE);
  g_assert_cmpint (((EspLinkLook *) round.looks->pdata[3])->state, ==, ESP_LINK_BAD);
  g_assert_cmpuint (http_peer_get_n (peer), ==, 0);
  g_ptr_array_unref (round.looks);
  http_peer_free (peer);
}

static void
test_networks (void)
{
  static const char *const inside[] = { "127.0.0.1",
                                        "10.1.2.3",
                                        "172.31.0.1",
                                        "192.168.1.1",
                                        "169.254.169.254",
                                        "100.64.0.1",
                                        "0.0.0.0",
                                        "255.255.255.255",
                                        "224.0.0.1",
                                        "::1",
                                        "::",
                                        "fe80::1",
                                        "fd00::1",
                                        "::ffff:127.0.0.1",
                                        "64:ff9b::a00:1",
                                        "2002:7f00:1::",
                                        "198.18.0.1",
                                        "192.0.0.8" };
  static const char *const outside[] = { "93.184.216.34",      "8.8.8.8",
                                         "100.128.0.1",        "172.32.0.1",
                                         "2606:2800:220:1::1", "::ffff:8.8.8.8" };

  for (guint i = 0; i < G_N_ELEMENTS (inside); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (inside[i]);

      if (!esp_link_is_private (address))
        g_error ("%s is taken for public", inside[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (outside); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (outside[i]);

      if (esp_link_is_private (address))
        g_error ("%s is taken for private", outside[i]);
    }
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/link-look/states", test_states);
  g_test_add_func ("/link-look/private", test_private);
  g_test_add_func ("/link-look/networks", test_networks);
  return g_test_run ();
}
