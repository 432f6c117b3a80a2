from bench.home_news import run_news


def run(bench):
    run_news(bench)
