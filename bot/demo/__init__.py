"""A platform of its own making that judges as WeChat does; used by `yiwen demo wechat` and by the tests."""
